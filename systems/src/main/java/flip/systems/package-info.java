/** Who should hold what, and are we there yet: pure. */
@NullMarked
package flip.systems;

import org.jspecify.annotations.NullMarked;
