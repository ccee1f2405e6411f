package flip.lab.e2e;

import java.util.ArrayDeque;
import java.util.Deque;

/** What went wrong on a thread of the laboratory, kept for whoever asks for its results. */
final class Alarm {
    private final String who;
    private final Deque<Throwable> causes = new ArrayDeque<>();

    Alarm(String who) {
        this.who = who;
    }

    /** Only the first cause is of interest: the thread ends with it. */
    synchronized void raise(Throwable cause) {
        causes.add(cause);
    }

    /** Throws when there was one: without the thread, silence would mean nothing. */
    synchronized void check() {
        if (!causes.isEmpty()) {
            throw new IllegalStateException(who + " failed", causes.getFirst());
        }
    }
}
