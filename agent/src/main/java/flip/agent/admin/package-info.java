/** The management socket. */
@NullMarked
package flip.agent.admin;

import org.jspecify.annotations.NullMarked;
