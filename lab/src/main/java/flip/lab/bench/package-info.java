/** What it costs and how long it takes, as tables. */
@NullMarked
package flip.lab.bench;

import org.jspecify.annotations.NullMarked;
