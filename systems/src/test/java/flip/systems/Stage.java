package flip.systems;

import static flip.systems.Given.at;
import static flip.systems.Given.id;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Peer;
import flip.membership.Rules;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The systems of one server, and whatever a test says of the world around. */
final class Stage {
    private static final List<Server> NOBODY = List.of(Given.server("nobody"));

    final ServerId self;
    final Systems systems;
    private final Map<Long, Run> on = new TreeMap<>();
    private final Map<ServerId, Peer> peers = new TreeMap<>();

    /** What was told since the last look. */
    final List<Notice> told = new ArrayList<>();

    /** The last run that was started. */
    Run lastRun =
            new Run(
                    0,
                    "",
                    "",
                    Run.Verb.DOWN,
                    new Tool.Scripts("", ""),
                    "",
                    ImmutableSortedMap.of(),
                    Duration.ZERO,
                    Duration.ZERO);

    /** The grace of the last run that is to end early, or the limit of the last that is hurried. */
    Duration lastLimit = Duration.ZERO;

    /** Of servers, to find what one of them said: a few for each lot that is looked at. */
    long comparisons;

    private View view = View.NONE;
    private long known;
    private long incarnation;
    private Moment leaseUntil = Moment.NEVER;
    private boolean doomed;
    private Moment now = at(0);

    Stage(String self, Rules rules, Catalog... leftBehind) {
        this.self = id(self);
        Catalog file = leftBehind.length == 0 ? Given.catalog(NOBODY) : leftBehind[0];
        systems =
                new Systems(
                        this.self,
                        rules,
                        file,
                        Sweep.everythingOf(this.self, List.of(leftBehind)),
                        now);
    }

    /** A server that has nothing to sweep, lives, and has a lease for an hour. */
    static Stage of(String self, Rules rules) {
        Stage stage = new Stage(self, rules);
        stage.look();
        stage.lives(1);
        stage.leasedUntil(at(3_600_000));
        return stage;
    }

    static Stage of(String self) {
        return of(self, Rules.ALL);
    }

    void lives(long life) {
        incarnation = life;
    }

    void leasedUntil(Moment until) {
        leaseUntil = until;
    }

    void isDoomed() {
        doomed = true;
    }

    void knows(long epoch) {
        known = epoch;
    }

    void says(String server, long settled) {
        peers.put(id(server), Given.peer(server, settled));
    }

    void says(String server, Peer peer) {
        peers.put(id(server), peer);
    }

    void installs(View installed, Catalog catalog) {
        installs(installed);
        plans(catalog);
    }

    /** The configuration of the installed view takes effect. */
    void plans(Catalog catalog) {
        systems.planned(Plan.of(catalog, view, self));
    }

    void installs(View installed) {
        view = installed;
        known = Math.max(known, installed.epoch());
        systems.installed(installed);
    }

    void passes(Duration time) {
        now = now.plus(time);
    }

    Moment now() {
        return now;
    }

    /** The only run of that, for that verb. */
    private Run running(Run.Verb verb, String datum) {
        List<Run> runs =
                on.values().stream()
                        .filter(run -> run.verb() == verb && run.datum().equals(datum))
                        .toList();
        if (runs.size() != 1) {
            throw new AssertionError(verb + " of " + datum + " does not run once: " + on);
        }
        return runs.get(0);
    }

    private List<String> ends(Run.Verb verb, String datum, Outcome outcome) {
        Run run = running(verb, datum);
        on.remove(run.id());
        systems.scriptEnded(now, run.id(), outcome);
        return look();
    }

    List<String> raises(String datum) {
        return ends(Run.Verb.ALIVE, datum, new Outcome.Succeeded(Duration.ofMillis(5)));
    }

    List<String> failsToRaise(String datum) {
        return ends(Run.Verb.ALIVE, datum, new Outcome.Failed(Duration.ofMillis(5), "exit code 1"));
    }

    List<String> findsNoLease(String datum) {
        return ends(Run.Verb.ALIVE, datum, new Outcome.Unleased(Duration.ZERO, "it is over"));
    }

    List<String> isCancelled(String datum) {
        return ends(Run.Verb.ALIVE, datum, new Outcome.Cancelled(Duration.ofMillis(5)));
    }

    List<String> lowers(String datum) {
        return ends(Run.Verb.DOWN, datum, new Outcome.Succeeded(Duration.ofMillis(5)));
    }

    List<String> failsToLower(String datum) {
        return ends(Run.Verb.DOWN, datum, new Outcome.Failed(Duration.ofMillis(5), "exit code 2"));
    }

    /** What is to be done now, a word or two each; what is told is kept aside. */
    List<String> look() {
        told.clear();
        List<String> words = new ArrayList<>();
        for (Action action : systems.look(now, footing())) {
            if (action instanceof Action.Tell tell) {
                told.add(tell.notice());
            } else {
                words.add(word(action));
            }
        }
        return words;
    }

    private String word(Action action) {
        if (action instanceof Action.Start start) {
            Run run = start.run();
            on.put(run.id(), run);
            lastRun = run;
            return RunEnvironment.event(run.verb()) + " " + run.datum();
        }
        if (action instanceof Action.Cancel cancel) {
            lastLimit = cancel.grace();
            return "cancel " + Objects.requireNonNull(on.get(cancel.run())).datum();
        }
        if (action instanceof Action.Hurry hurry) {
            lastLimit = hurry.limit();
            return "hurry " + Objects.requireNonNull(on.get(hurry.run())).datum();
        }
        if (action instanceof Action.Settle settle) {
            return "settle " + settle.epoch();
        }
        if (action instanceof Action.Exclude exclude) {
            return "exclude " + exclude.lots().stream().map(lot -> lot.lot()).toList();
        }
        if (action instanceof Action.Defend defend) {
            return "defend " + defend.name().datum();
        }
        return "release";
    }

    /** A rival is heard to say that it has that. */
    List<String> hears(String rival, String datum) {
        systems.contested(now, new DatumName("ip", datum), rival, footing());
        return look();
    }

    private Footing footing() {
        return new Footing(
                view, known, Given.identity(self), incarnation, leaseUntil, doomed, this::peers);
    }

    private ImmutableSortedMap<ServerId, Peer> peers() {
        return ImmutableSortedMap.copyOf(
                peers,
                (one, other) -> {
                    comparisons++;
                    return one.compareTo(other);
                });
    }

    Status.HoldingState state(String datum) {
        return systems.holdings().state(new DatumName("ip", datum));
    }
}
