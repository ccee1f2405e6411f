package flip.lab.sim;

import flip.membership.ServerId;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a run left: a number that two runs of one seed share, and on request the story in words. */
final class Trace {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final Optional<Consumer<String>> listener;
    private final boolean detailed;
    private long hash = PRIME;

    /** A trace of which only the number is kept. */
    Trace() {
        listener = Optional.empty();
        detailed = false;
    }

    /** A trace that tells each line; each message too, on request. */
    Trace(Consumer<String> listener, boolean detailed) {
        this.listener = Optional.of(listener);
        this.detailed = detailed;
    }

    /** Something happened at that time, of which only the number counts. */
    void count(long atNanos, long what) {
        hash = (Long.rotateLeft(hash, 23) ^ atNanos ^ (what * PRIME)) * PRIME;
    }

    /** Something happened that is worth a line. */
    void tell(long atNanos, ServerId server, Supplier<String> words) {
        tell(atNanos, server.value(), words);
    }

    /** Something happened to the world. */
    void tell(long atNanos, String who, Supplier<String> words) {
        listener.ifPresent(
                it ->
                        it.accept(
                                String.format(
                                        Locale.ROOT,
                                        "%12.6f %-4s %s",
                                        atNanos / 1e9,
                                        who,
                                        words.get())));
    }

    /** Something routine happened: a line only for who wants them all. */
    void detail(long atNanos, ServerId server, Supplier<String> words) {
        if (detailed) {
            tell(atNanos, server, words);
        }
    }

    /** Whether routine lines are wanted. */
    boolean isDetailed() {
        return detailed;
    }

    long hash() {
        return hash;
    }
}
