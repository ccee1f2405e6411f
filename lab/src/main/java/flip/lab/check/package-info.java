/** One class per invariant. */
@NullMarked
package flip.lab.check;

import org.jspecify.annotations.NullMarked;
