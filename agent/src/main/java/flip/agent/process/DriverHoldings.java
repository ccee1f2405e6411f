package flip.agent.process;

import flip.systems.Outcome;
import flip.systems.Run;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What one driver holds, and who is told when it does not any more. */
final class DriverHoldings {
    private record Datum(String system, String name) {}

    private final Map<Datum, Consumer<String>> held = new LinkedHashMap<>();

    boolean isEmpty() {
        return held.isEmpty();
    }

    /**
     * How a run that began then ended, as it was answered so, with which that is held, or not any
     * more.
     */
    Outcome outcome(Run run, Said.Answer answer, long begunNanos, Consumer<String> lost) {
        Duration took = Duration.ofNanos(System.nanoTime() - begunNanos);
        if (!answer.ok()) {
            String reason = Said.shown(answer.rest());
            return answer.verdict() == Said.Verdict.UNLEASED && run.verb() == Run.Verb.ALIVE
                    ? new Outcome.Unleased(took, reason)
                    : new Outcome.Failed(took, reason);
        }
        Datum datum = new Datum(run.system(), run.datum());
        switch (run.verb()) {
            case ALIVE -> held.put(datum, lost);
            case DOWN -> held.remove(datum);
        }
        return new Outcome.Succeeded(took);
    }

    /** What it says of what it holds. False if that is something else. */
    boolean said(Said said) {
        if (said instanceof Said.Released released) {
            systemLost(released.system());
        } else if (said instanceof Said.Unreleased unreleased) {
            lost(
                    new Datum(unreleased.system(), unreleased.datum()),
                    "its lease has ended, and it was not given back: "
                            + Said.shown(unreleased.reason()));
            // The system's others were given back, or are named next.
            systemLost(unreleased.system());
        } else if (said instanceof Said.Lost lost) {
            lost(new Datum(lost.system(), lost.datum()), "somebody else removed it");
        } else {
            return false;
        }
        return true;
    }

    private void systemLost(String system) {
        List.copyOf(held.keySet()).stream()
                .filter(datum -> datum.system().equals(system))
                .forEach(datum -> lost(datum, "its lease has ended, and it was given back"));
    }

    private void lost(Datum datum, String reason) {
        Optional.ofNullable(held.remove(datum)).ifPresent(told -> told.accept(reason));
    }

    void allLost(String reason) {
        List<Consumer<String>> lost = List.copyOf(held.values());
        held.clear();
        lost.forEach(told -> told.accept(reason));
    }

    /** Nobody is to be told any more. */
    void forget() {
        held.clear();
    }
}
