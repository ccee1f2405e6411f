/** What happened to a node, kept and written down so that it can be stepped through once more. */
@NullMarked
package flip.agent.dump;

import org.jspecify.annotations.NullMarked;
