package flip.lab.sim;

import flip.systems.Event;
import java.util.ArrayList;
import java.util.List;

/** What happens to a process that stands still. */
final class Inbox {
    /** So much is queued at the most; of more, messages are dropped. */
    private static final int MOST = 512;

    private List<Event> events = new ArrayList<>();

    void add(Event event) {
        if (events.size() < MOST || !(event instanceof Event.Received)) {
            events.add(event);
        }
    }

    /** All of it, in order; then there is nothing. */
    List<Event> taken() {
        List<Event> taken = events;
        events = new ArrayList<>();
        return taken;
    }

    void clear() {
        events = new ArrayList<>();
    }
}
