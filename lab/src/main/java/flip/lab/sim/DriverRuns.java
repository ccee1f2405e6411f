package flip.lab.sim;

import flip.systems.Event;
import flip.systems.Outcome;
import flip.systems.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What an agent asks a driver for that no process of it has begun. */
final class DriverRuns {
    private final Consumer<Event> agent;

    /** Until one is ready. */
    private final List<Run> waiting = new ArrayList<>();

    /** Asked of a process that hears nothing any more. */
    private final List<Run> unheard = new ArrayList<>();

    DriverRuns(Consumer<Event> agent) {
        this.agent = agent;
    }

    void waits(Run run) {
        waiting.add(run);
    }

    void unheard(Run run) {
        unheard.add(run);
    }

    /** What waits, which waits no longer. */
    List<Run> taken() {
        List<Run> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }

    void fail(Run run, String reason) {
        agent.accept(new Event.ScriptEnded(run.id(), new Outcome.Failed(Duration.ZERO, reason)));
    }

    /** It is not asked for: there is no lease that it could be held under. */
    void unleased(Run run) {
        agent.accept(
                new Event.ScriptEnded(
                        run.id(), new Outcome.Unleased(Duration.ZERO, "the lease is over")));
    }

    void failUnheard(String reason) {
        List<Run> failed = List.copyOf(unheard);
        unheard.clear();
        failed.forEach(run -> fail(run, reason));
    }

    /** Whether that one waits, as it does no longer: it has failed. */
    boolean cancel(long run) {
        Optional<Run> unsent = waiting.stream().filter(each -> each.id() == run).findFirst();
        unsent.ifPresent(
                each -> {
                    waiting.remove(each);
                    fail(each, "ended early");
                });
        return unsent.isPresent();
    }

    /** There is nobody any more who asks. */
    void clear() {
        waiting.clear();
        unheard.clear();
    }
}
