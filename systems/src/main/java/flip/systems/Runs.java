package flip.systems;

import com.google.common.collect.Multiset;
import com.google.common.collect.TreeMultiset;
import flip.membership.Moment;
import flip.membership.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The script runs that are on. */
final class Runs {
    private static final int GRACES_IN_A_GUARD = 4;

    /** Enough for any script that wants to end. */
    static final Duration LONGEST_GRACE = Duration.ofSeconds(2);

    /** To replace a driver that is only slow takes longer than that. */
    private static final Duration LEAST_TO_ANSWER = Duration.ofMillis(100);

    private final ServerId self;
    private final Intent intent;
    private final Map<Long, Run> runs = new TreeMap<>();

    /** The systems of the alives that are on, once for each. */
    private final Multiset<String> alives = TreeMultiset.create();

    private final Multiset<String> downs = TreeMultiset.create();

    /** Ids begin at the node's birth on the clock, so that a later node never repeats one. */
    private long next;

    Runs(ServerId self, Intent intent, Moment birth) {
        this.self = self;
        this.intent = intent;
        next = birth.nanos();
    }

    /**
     * Whether another may be started. Downs do not wait for alives: one that hangs must not keep
     * another datum up.
     */
    boolean isRoomFor(Run.Verb verb, SystemSpec spec) {
        return systems(verb).count(spec.name()) < spec.parallel();
    }

    private Multiset<String> systems(Run.Verb verb) {
        return switch (verb) {
            case ALIVE -> alives;
            case DOWN -> downs;
        };
    }

    /**
     * Starts one; answers its id.
     *
     * @param urgent whether it must be over within the guard
     */
    long start(
            Run.Verb verb,
            Means means,
            boolean urgent,
            Moment now,
            Footing footing,
            List<Action> actions) {
        Run run =
                new Run(
                        next++,
                        means.spec().name(),
                        means.datum().id(),
                        verb,
                        means.spec().tool(),
                        means.datum().configJson(),
                        RunEnvironment.of(
                                self,
                                verb,
                                means,
                                intent.owners(means.name()),
                                intent.history().previousOwners(means.name()),
                                footing,
                                now),
                        means.spec().timeout(),
                        urgent
                                ? shorter(answerLimit(), means.spec().timeout())
                                : means.spec().timeout());
        runs.put(run.id(), run);
        systems(verb).add(run.system());
        actions.add(new Action.Start(run));
        return run.id();
    }

    /** Ends that alive early. */
    Action cancel(Holding holding) {
        return new Action.Cancel(holding.run(), grace(intent.policy(holding.means())));
    }

    /**
     * I3: when a lease ends, its alive must be over and its down after that, both within the guard.
     */
    private Duration grace(SystemSpec.NoQuorumPolicy policy) {
        Duration share = intent.plan().guard().dividedBy(GRACES_IN_A_GUARD);
        return policy == SystemSpec.NoQuorumPolicy.STOP
                ? shorter(share, LONGEST_GRACE)
                : LONGEST_GRACE;
    }

    /** I3: a driver that hangs must be replaced, and what it held lowered, within the guard. */
    private Duration answerLimit() {
        Duration share = intent.plan().guard().dividedBy(2); // The rest is the next one's.
        return share.compareTo(LEAST_TO_ANSWER) < 0 ? LEAST_TO_ANSWER : share;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * I3: asks for an answer to that down soon, where it is one that a driver was asked for. A
     * script goes on: ended half-way, it would be no nearer to its end when it is begun again.
     */
    Optional<Action> hurry(Holding holding) {
        return Optional.ofNullable(runs.get(holding.run()))
                .filter(run -> run.verb() == Run.Verb.DOWN && run.tool() instanceof Tool.Driver)
                .map(run -> new Action.Hurry(run.id(), answerLimit()));
    }

    /** That one is over. */
    Run ended(long id) {
        Run run = runs.remove(id);
        if (run == null) {
            throw new AssertionError("script run " + id + " ended, which was not on: " + runs);
        }
        systems(run.verb()).remove(run.system());
        return run;
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }
}
