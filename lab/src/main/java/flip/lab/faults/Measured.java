package flip.lab.faults;

import flip.lab.e2e.Answers;
import flip.lab.e2e.RightServer;
import flip.lab.e2e.Timeline;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What one run measured: of each address, the worst. */
record Measured(Map<Measure, Double> values) {
    /** Between the moments at which a fault began and ended, and until all was calm again. */
    static Measured of(Testbed testbed, Duration noticed, long began, long ended, long calm) {
        Timeline timeline = testbed.timeline();
        Answers answers = testbed.answers();
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        values.put(
                Measure.OUTAGE,
                worst(testbed, address -> answers.silence(address, began, calm, noticed)));
        values.put(
                Measure.PLUMBED,
                worst(testbed, address -> timeline.onSeveral(address, began, calm)));
        values.put(
                Measure.ANSWERING,
                worst(testbed, address -> testbed.serving().onSeveral(address, began, calm)));
        values.put(
                Measure.RIGHT,
                worst(
                        testbed,
                        address ->
                                RightServer.after(
                                        address,
                                        ended,
                                        answers.between(address, ended, calm),
                                        timeline)));
        long last =
                timeline.since(ended).stream()
                        .filter(change -> testbed.home().containsKey(change.address()))
                        .mapToLong(Timeline.Change::at)
                        .max()
                        .orElse(ended);
        values.put(Measure.SETTLED, (last - ended) / 1e6);
        values.put(Measure.MOVES, (double) moves(testbed.home(), timeline.since(began)));
        givenUp(testbed, began).ifPresent(value -> values.put(Measure.GIVEN_UP, value));
        replaced(testbed, began, calm).ifPresent(value -> values.put(Measure.REPLACED, value));
        return new Measured(values);
    }

    /** Whether this run alone is more than what is asked of the worst one. */
    boolean breaks(Requirement requirement) {
        return requirement.of() == Requirement.Of.WORST
                && values.containsKey(requirement.measure())
                && values.get(requirement.measure()) > requirement.limit();
    }

    private static double worst(Testbed testbed, Function<String, Duration> of) {
        return testbed.addresses().stream().map(of).mapToLong(Duration::toNanos).max().orElseThrow()
                / 1e6;
    }

    /**
     * How often an address of those came to another server than the one that had it last. A host's
     * own address is none of them.
     */
    static int moves(Map<String, String> home, List<Timeline.Change> changes) {
        Map<String, String> last = new TreeMap<>(home);
        int moves = 0;
        for (Timeline.Change change : changes) {
            if (change.present()
                    && last.containsKey(change.address())
                    && !change.host().equals(last.put(change.address(), change.host()))) {
                moves++;
            }
        }
        return moves;
    }

    /**
     * When another host had answered for each of the addresses that others were to take over, if
     * one did for all.
     */
    private static Optional<Double> replaced(Testbed testbed, long began, long calm) {
        List<String> former = testbed.replaced();
        List<Optional<Long>> first =
                testbed.homeAddresses(former).stream()
                        .map(
                                address ->
                                        testbed.answers().between(address, began, calm).stream()
                                                .filter(answer -> !former.contains(answer.host()))
                                                .map(Answers.Answer::at)
                                                .min(Long::compare))
                        .toList();
        return first.stream().allMatch(Optional::isPresent)
                ? first.stream()
                        .flatMap(Optional::stream)
                        .max(Long::compare)
                        .map(at -> (at - began) / 1e6)
                : Optional.empty();
    }

    /** When the last of the first owner's addresses left it for the first time, if all did. */
    private static Optional<Double> givenUp(Testbed testbed, long began) {
        String owner = testbed.owner().name();
        Predicate<Timeline.Change> isLoss =
                change -> !change.present() && change.host().equals(owner);
        Map<String, Long> lost =
                testbed.timeline().since(began).stream()
                        .filter(isLoss)
                        .collect(
                                Collectors.toMap(
                                        Timeline.Change::address, Timeline.Change::at, Math::min));
        Collection<String> owned = testbed.homeAddresses(List.of(owner));
        return lost.keySet().containsAll(owned)
                ? owned.stream().map(lost::get).max(Long::compare).map(at -> (at - began) / 1e6)
                : Optional.empty();
    }
}
