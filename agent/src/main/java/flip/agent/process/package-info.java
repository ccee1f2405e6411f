/**
 * Scripts, drivers and supervised commands. {@link ScriptRunner} is the door: it runs scripts with
 * a time limit, ends whole process trees and bounds what they print.
 */
@NullMarked
package flip.agent.process;

import org.jspecify.annotations.NullMarked;
