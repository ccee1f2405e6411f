/** Real agents, real scripts, real addresses. */
@NullMarked
package flip.lab.e2e;

import org.jspecify.annotations.NullMarked;
