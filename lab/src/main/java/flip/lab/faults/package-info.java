/** The fault matrix: what real programs on real addresses do under every fault. */
@NullMarked
package flip.lab.faults;

import org.jspecify.annotations.NullMarked;
