@NullMarked
package flip.systems;

import org.jspecify.annotations.NullMarked;
