/** Programs that keep addresses on servers, as whoever measures them sees them. */
@NullMarked
package flip.lab.contender;

import org.jspecify.annotations.NullMarked;
