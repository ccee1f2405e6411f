/**
 * The network: sealed datagrams, and sealed frames over TCP for what is too long for one.
 *
 * <p>This package carries plain bytes and knows nothing of what they say.
 */
@NullMarked
package flip.agent.net;

import org.jspecify.annotations.NullMarked;
