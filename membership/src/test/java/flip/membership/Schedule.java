package flip.membership;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen at which moment, and of one moment in the order in which it was put down. */
final class Schedule {
    private record Due(Moment at, long order, Runnable action) {}

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private long order;

    void at(Moment moment, Runnable action) {
        queue.add(new Due(moment, order++, action));
    }

    /** The next moment at which anything happens; that one at the latest. */
    Moment nextBefore(Moment end) {
        return queue.isEmpty() ? end : Moment.earlier(end, queue.element().at());
    }

    void runUntil(Moment now) {
        while (!queue.isEmpty() && !queue.element().at().isAfter(now)) {
            queue.remove().action().run();
        }
    }
}
