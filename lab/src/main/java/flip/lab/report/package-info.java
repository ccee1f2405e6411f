/** What was measured, as pages. */
@NullMarked
package flip.lab.report;

import org.jspecify.annotations.NullMarked;
