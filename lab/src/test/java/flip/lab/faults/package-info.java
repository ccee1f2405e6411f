/** The arithmetic of the fault matrix, and a part of it that is run each time. */
@NullMarked
package flip.lab.faults;

import org.jspecify.annotations.NullMarked;
