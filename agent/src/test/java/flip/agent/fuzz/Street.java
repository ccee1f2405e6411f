package flip.agent.fuzz;

import flip.agent.config.AgreedCatalogReader;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Catalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Honest nodes on a network and disks that take a moment, in virtual time. */
final class Street {
    private static final Duration NETWORK = Duration.ofMillis(1);

    /** So much may happen within one moment; more is a node that never comes to rest. */
    private static final int MOST_AT_ONCE = 20_000;

    private static final int MOST_BODIES = 32;

    private record Due(Moment at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** Read once: it is the same for every street. */
    private static final Map<ServerId, Catalog> FILES = new ConcurrentHashMap<>();

    private final Map<ServerId, House> houses = new TreeMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final Deque<Message.Body> bodies = new ArrayDeque<>();
    private Moment now = new Moment(Duration.ofSeconds(1000).toNanos());
    private long order;

    Street(List<String> names) {
        for (String name : names) {
            ServerId id = new ServerId(name);
            houses.put(id, new House(this, id, FILES.computeIfAbsent(id, Street::catalog)));
        }
    }

    private static Catalog catalog(ServerId self) {
        Reading reading =
                ConfigurationFile.read(
                        Texts.FIRST,
                        Path.of("/etc/flip/flip.json"),
                        new OwnId.Named(self.value()),
                        false);
        if (reading instanceof Reading.Accepted accepted) {
            return accepted.settings().catalog();
        }
        throw new AssertionError(reading.report());
    }

    static AgreedCatalogReader reader(ServerId self) {
        return new AgreedCatalogReader(self);
    }

    House house(String name) {
        return houses.get(new ServerId(name));
    }

    List<House> houses() {
        return List.copyOf(houses.values());
    }

    Moment now() {
        return now;
    }

    /** What the honest said last: the best material for whoever is not. */
    List<Message.Body> bodies() {
        return List.copyOf(bodies);
    }

    void after(Duration delay, Runnable what) {
        due.add(new Due(now.plus(delay), order++, what));
    }

    void carry(ServerId to, Message message) {
        bodies.addLast(message.body());
        if (bodies.size() > MOST_BODIES) {
            bodies.removeFirst();
        }
        House house = houses.get(to);
        if (house != null && !house.isCutOff()) {
            after(NETWORK, () -> house.received(message));
        }
    }

    void passes(Duration time) {
        Moment end = now.plus(time);
        int atOnce = 0;
        for (Due next = due.peek(); next != null && !next.at().isAfter(end); next = due.peek()) {
            due.remove();
            atOnce = next.at().isAfter(now) ? 0 : atOnce + 1;
            if (atOnce > MOST_AT_ONCE) {
                throw new AssertionError("time stands still at " + now);
            }
            now = Moment.later(now, next.at());
            next.what().run();
        }
        now = end;
    }
}
