/** The process: the only code that touches the world. */
@NullMarked
package flip.agent;

import org.jspecify.annotations.NullMarked;
