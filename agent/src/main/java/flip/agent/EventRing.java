package flip.agent;

import flip.membership.Moment;
import flip.systems.Event;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last few thousand things that happened to the node, for whoever asks why it broke, on any
 * thread.
 */
final class EventRing {
    /** Some minutes of a small cluster, in a few megabytes. */
    static final int LIMIT_EVENTS = 4096;

    private final Deque<Entry> entries = new ArrayDeque<>();

    private record Entry(Moment now, Event event) {}

    synchronized void add(Moment now, Event event) {
        if (entries.size() == LIMIT_EVENTS) {
            entries.removeFirst();
        }
        entries.addLast(new Entry(now, event));
    }

    /** One line each, the oldest first; the first lines say what it is about. */
    void write(Path file, String heading) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(heading);
            out.newLine();
            for (Entry entry : entries()) {
                out.write(entry.now().nanos() + " " + entry.event());
                out.newLine();
            }
        }
    }

    private synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }
}
