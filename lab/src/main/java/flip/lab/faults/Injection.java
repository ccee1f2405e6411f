package flip.lab.faults;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is done to a program: how it begins, what happens until it ends, and how it ends.
 *
 * @param begin from one moment to the next
 * @param last until it ends
 * @param end from then on everything is as before, or will be when what was started is there
 */
record Injection(Consumer<Testbed> begin, Consumer<Testbed> last, Consumer<Testbed> end) {
    /** One that lasts until others have what was the first owner's. */
    static Injection untilReplaced(Consumer<Testbed> begin, Consumer<Testbed> end) {
        return new Injection(
                begin, testbed -> testbed.passUntilReplaced(List.of(testbed.owner())), end);
    }

    /** One that takes nothing from anybody, as it should, for three times as long as that takes. */
    static Injection ofNoConsequence(Consumer<Testbed> begin, Consumer<Testbed> end) {
        return new Injection(begin, testbed -> testbed.passDetections(3), end);
    }

    static Injection lasting(Duration length, Consumer<Testbed> begin, Consumer<Testbed> end) {
        return new Injection(begin, testbed -> testbed.pass(length), end);
    }

    /** The same, with something else done before it begins and when it has ended. */
    Injection with(Consumer<Testbed> before, Consumer<Testbed> after) {
        return new Injection(before.andThen(begin), last, end.andThen(after));
    }
}
