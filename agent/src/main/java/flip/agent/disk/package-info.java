/**
 * The disk: the file with what this server may not forget, the lock on its folder, and the thread
 * that writes.
 *
 * <p>This package keeps plain bytes and knows nothing of what they say.
 */
@NullMarked
package flip.agent.disk;

import org.jspecify.annotations.NullMarked;
