package flip.agent.process;

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

    void taken(String system, String datum, Consumer<String> lost) {
        held.put(new Datum(system, datum), lost);
    }

    void givenBack(String system, String datum) {
        held.remove(new Datum(system, datum));
    }

    /** What it says of what it holds. */
    void said(Said said) {
        if (said instanceof Said.Released released) {
            List.copyOf(held.keySet()).stream()
                    .filter(datum -> datum.system().equals(released.system()))
                    .forEach(datum -> lost(datum, "its lease has ended, and it was given back"));
        } else if (said instanceof Said.Unreleased unreleased) {
            lost(
                    new Datum(unreleased.system(), unreleased.datum()),
                    "its lease has ended, and it was not given back: "
                            + Said.shown(unreleased.reason()));
        } else if (said instanceof Said.Lost lost) {
            lost(new Datum(lost.system(), lost.datum()), "somebody else removed it");
        }
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
