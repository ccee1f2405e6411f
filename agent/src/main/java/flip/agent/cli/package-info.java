/** The operator's commands. */
@NullMarked
package flip.agent.cli;

import org.jspecify.annotations.NullMarked;
