package flip.lab.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Who had which address, and when: the one record that every claim about owners is checked against.
 * Moments are those of {@link System#nanoTime}.
 */
public final class Timeline {
    /** An address came to a host, or left it. */
    public record Change(long at, String host, String address, boolean present) {}

    private final List<Change> changes = new ArrayList<>();
    private final Map<String, Set<String>> holders = new TreeMap<>();
    private final Set<String> off = new TreeSet<>();

    /** Takes note of an address on a host. One that is there already changes nothing. */
    public synchronized void appeared(long at, String host, String address) {
        if (off.contains(host)) {
            return;
        }
        if (holders.computeIfAbsent(address, each -> new TreeSet<>()).add(host)) {
            changes.add(new Change(at, host, address, true));
            notifyAll();
        }
    }

    public synchronized void vanished(long at, String host, String address) {
        if (holders.computeIfAbsent(address, each -> new TreeSet<>()).remove(host)) {
            changes.add(new Change(at, host, address, false));
            notifyAll();
        }
    }

    /**
     * A machine is without power from this moment on, and has no address, whatever its kernel still
     * says while the laboratory takes it apart.
     */
    public synchronized void wentOff(long at, String host) {
        off.add(host);
        List.copyOf(holders.keySet()).forEach(address -> vanished(at, host, address));
    }

    /** It has power again. */
    public synchronized void wentOn(String host) {
        off.remove(host);
    }

    /** The hosts that have this address now. */
    public synchronized Set<String> holders(String address) {
        return Set.copyOf(holders.getOrDefault(address, Set.of()));
    }

    /** Who has each of these addresses now, in words, sorted: {@code 192.168.0.1=flip1}. */
    public synchronized Map<String, String> table(Set<String> addresses) {
        Map<String, String> table = new TreeMap<>();
        for (String address : addresses) {
            table.put(address, String.join("+", holders.getOrDefault(address, Set.of())));
        }
        return table;
    }

    /** All changes from this moment on, in order. */
    public synchronized List<Change> since(long moment) {
        return changes.stream().filter(change -> change.at() >= moment).toList();
    }

    /** How long in all the address was on more than one host between two moments. */
    public Duration onSeveral(String address, long from, long to) {
        return lengthOf(address, from, to, count -> count > 1);
    }

    /** How long in all the address was on no host between two moments. */
    public Duration onNone(String address, long from, long to) {
        return lengthOf(address, from, to, count -> count == 0);
    }

    private synchronized Duration lengthOf(
            String address, long from, long to, Predicate<Integer> counts) {
        long sum = 0;
        long last = from;
        int count = 0;
        for (Change change : changes) {
            if (!change.address().equals(address) || change.at() > to) {
                continue;
            }
            long now = Math.max(change.at(), from);
            if (counts.test(count)) {
                sum += now - last;
            }
            last = now;
            count += change.present() ? 1 : -1;
        }
        return Duration.ofNanos(counts.test(count) ? sum + (to - last) : sum);
    }

    /** Waits until the table has a shape; says whether it came in time. */
    public synchronized boolean await(Predicate<Timeline> shape, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!shape.test(this)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while watching addresses", e);
            }
        }
        return true;
    }

    /** Says whether nothing changes for so long. */
    public boolean staysAsItIs(Duration length) {
        long from = System.nanoTime();
        return !await(timeline -> !timeline.since(from).isEmpty(), length);
    }

    /** The changes since a moment, a line each, in milliseconds after it. */
    public String tell(long since) {
        StringBuilder text = new StringBuilder();
        for (Change change : since(since)) {
            text.append(
                    String.format(
                            "%9.1f ms  %s %s %s%n",
                            (change.at() - since) / 1e6,
                            change.address(),
                            change.present() ? "is on" : "left",
                            change.host()));
        }
        return text.toString();
    }
}
