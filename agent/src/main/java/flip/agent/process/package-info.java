/**
 * Scripts. {@link ScriptRunner} is the door: it runs them with a time limit, ends whole process
 * trees and bounds what they print.
 */
@NullMarked
package flip.agent.process;

import org.jspecify.annotations.NullMarked;
