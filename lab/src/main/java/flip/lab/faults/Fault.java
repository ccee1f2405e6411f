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
record Fault(Consumer<Stage> begin, Consumer<Stage> last, Consumer<Stage> end) {
    /** One that lasts until others have what was the first owner's. */
    static Fault untilReplaced(Consumer<Stage> begin, Consumer<Stage> end) {
        return new Fault(begin, stage -> stage.passUntilReplaced(List.of(stage.owner())), end);
    }

    /** One that takes nothing from anybody, as it should, for three times as long as that takes. */
    static Fault ofNoConsequence(Consumer<Stage> begin, Consumer<Stage> end) {
        return new Fault(begin, stage -> stage.passDetections(3), end);
    }

    static Fault lasting(Duration length, Consumer<Stage> begin, Consumer<Stage> end) {
        return new Fault(begin, stage -> stage.pass(length), end);
    }

    /** The same, with something else done before it begins and when it has ended. */
    Fault with(Consumer<Stage> before, Consumer<Stage> after) {
        return new Fault(before.andThen(begin), last, end.andThen(after));
    }
}
