/** What must survive a restart. */
@NullMarked
package flip.agent.disk;

import org.jspecify.annotations.NullMarked;
