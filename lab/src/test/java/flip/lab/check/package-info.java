/** What the checks of the simulator let pass. */
@NullMarked
package flip.lab.check;

import org.jspecify.annotations.NullMarked;
