/** The model of the protocol in docs/model, checked by TLC. */
@NullMarked
package flip.lab.model;

import org.jspecify.annotations.NullMarked;
