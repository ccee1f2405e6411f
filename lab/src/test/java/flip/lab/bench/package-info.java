/** The arithmetic of the benches. */
@NullMarked
package flip.lab.bench;

import org.jspecify.annotations.NullMarked;
