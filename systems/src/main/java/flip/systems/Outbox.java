package flip.systems;

import flip.membership.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** What waits for the disk: nothing is said before the promise that it depends on is durable. */
final class Outbox {
    /**
     * What is said while a disk stands still for minutes is out of date when it can be sent; the
     * oldest goes, as on a network.
     */
    static final int MOST = 4096;

    private final Deque<Effect.Say> waiting = new ArrayDeque<>();
    private long promised;
    private long durable;
    private boolean dropping;

    /** A promise is on its way to the disk. */
    void promised(long number) {
        promised = number;
    }

    /** Whether it may be said now. */
    boolean isFree(Effect.Say say) {
        return say.after() <= durable;
    }

    /**
     * Keeps it until its promise is durable.
     *
     * @return whether it is the first for which an older one had to go, since the disk last moved
     */
    boolean hold(Effect.Say say) {
        waiting.add(say);
        if (waiting.size() <= MOST) {
            return false;
        }
        waiting.remove();
        boolean first = !dropping;
        dropping = true;
        return first;
    }

    /** All promises up to that number are durable: what may be said now, in order. */
    List<Effect.Say> persisted(long number) {
        durable = Math.max(durable, number);
        dropping = false;
        List<Effect.Say> free = new ArrayList<>();
        for (Iterator<Effect.Say> all = waiting.iterator(); all.hasNext(); ) {
            Effect.Say say = all.next();
            if (isFree(say)) {
                free.add(say);
                all.remove();
            }
        }
        return free;
    }

    /** How many promises wait for the disk. */
    long behind() {
        return promised - durable;
    }
}
