/** The configuration file as typed values, with every problem in it and its place. */
@NullMarked
package flip.agent.config;

import org.jspecify.annotations.NullMarked;
