/** Who is here, and who agreed to it: pure. */
@NullMarked
package flip.membership;

import org.jspecify.annotations.NullMarked;
