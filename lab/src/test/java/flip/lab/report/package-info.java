/** How pages are written. */
@NullMarked
package flip.lab.report;

import org.jspecify.annotations.NullMarked;
