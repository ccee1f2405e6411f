/** What holds for the whole repository. */
@NullMarked
package flip.lab;

import org.jspecify.annotations.NullMarked;
