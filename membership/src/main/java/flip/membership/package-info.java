/** Who is here, and what a quorum agreed to: pure, without clock, thread, socket, file or log. */
@NullMarked
package flip.membership;

import org.jspecify.annotations.NullMarked;
