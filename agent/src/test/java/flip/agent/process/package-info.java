@NullMarked
package flip.agent.process;

import org.jspecify.annotations.NullMarked;
