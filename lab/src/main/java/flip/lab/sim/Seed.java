package flip.lab.sim;

import flip.membership.Rules;
import java.util.function.Consumer;

/** One number, and all that grows from it. */
public final class Seed {
    private Seed() {}

    /** Runs the seed with every rule in force. */
    public static Report run(long seed, Swarm swarm) {
        return run(seed, swarm, Rules.ALL);
    }

    /** Runs the seed with those rules. */
    public static Report run(long seed, Swarm swarm, Rules rules) {
        return new Trial(seed, swarm, rules, RealCore::new, new Trace()).run();
    }

    /**
     * Runs the seed and tells the story.
     *
     * @param lines takes each line of it
     * @param detailed whether each message is told, too
     */
    public static Report replay(
            long seed, Swarm swarm, Rules rules, Consumer<String> lines, boolean detailed) {
        return new Trial(seed, swarm, rules, RealCore::new, new Trace(lines, detailed)).run();
    }
}
