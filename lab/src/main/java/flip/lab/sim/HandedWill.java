package flip.lab.sim;

import flip.lab.check.Checks;
import flip.membership.Header;
import flip.membership.ServerId;
import flip.systems.Will;
import java.util.Optional;

/** The last will that a driver has, if it has one. */
final class HandedWill {
    /** When it is said: at once, and again. */
    private static final long[] SAID_AT_NANOS = {0, 20_000_000, 100_000_000};

    /** How long that takes. */
    static final long TAKES_NANOS = SAID_AT_NANOS[SAID_AT_NANOS.length - 1];

    /** For so long its agent says nothing before it is said, while there is an agent. */
    private static final long SILENCE_NANOS = 40_000_000;

    private final ServerId server;
    private final Simulation simulation;
    private final Surroundings surroundings;
    private final Checks checks;
    private Optional<Will> will = Optional.empty();

    /** What is done when the agent says nothing. */
    private Optional<Runnable> inSilence = Optional.empty();

    private int silence;

    HandedWill(ServerId server, Simulation simulation, Surroundings surroundings, Checks checks) {
        this.server = server;
        this.simulation = simulation;
        this.surroundings = surroundings;
        this.checks = checks;
    }

    void handed(Will next) {
        will = Optional.of(next);
    }

    void forget() {
        will = Optional.empty();
        inSilence = Optional.empty();
    }

    /** Does that once the agent has said nothing for a while, unless there is no will by then. */
    void inSilence(Runnable act) {
        inSilence = Optional.of(act);
        agentSpeaks();
    }

    /** If it is waited for that it does not, that wait begins anew. */
    void agentSpeaks() {
        silence++;
        int mine = silence;
        inSilence.ifPresent(
                act ->
                        simulation.after(
                                SILENCE_NANOS,
                                () -> {
                                    if (mine == silence && inSilence.isPresent()) {
                                        inSilence = Optional.empty();
                                        act.run();
                                    }
                                }));
    }

    boolean isThere() {
        return will.isPresent();
    }

    /** Says it to everybody, a few times, if there is one; then there is none. */
    void say() {
        will.ifPresent(this::say);
        forget();
    }

    private void say(Will last) {
        Header header = last.messages().values().iterator().next().header();
        checks.willed(server, header.identity(), header.incarnation());
        simulation
                .trace()
                .tell(
                        simulation.nowNanos(),
                        server,
                        () -> "last will: life " + header.incarnation() + " wants out");
        for (long after : SAID_AT_NANOS) {
            simulation.after(
                    after,
                    () ->
                            last.messages()
                                    .forEach(
                                            (to, message) ->
                                                    surroundings.send(server, to, message)));
        }
    }
}
