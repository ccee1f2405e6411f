/** Sealed datagrams. */
@NullMarked
package flip.agent.net;

import org.jspecify.annotations.NullMarked;
