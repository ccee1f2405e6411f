/** The simulator from the command line, on all cores. */
@NullMarked
package flip.lab.run;

import org.jspecify.annotations.NullMarked;
