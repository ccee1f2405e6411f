/** Who should hold what, and are we there yet: pure, like flip.membership below it. */
@NullMarked
package flip.systems;

import org.jspecify.annotations.NullMarked;
