/** Clusters in virtual time, each grown from one seed. */
@NullMarked
package flip.lab.sim;

import org.jspecify.annotations.NullMarked;
