package flip.systems;

import static flip.systems.Given.at;

import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.Rules;
import flip.membership.ServerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A few nodes on a perfect network with perfect disks: enough to see a node work. What goes wrong
 * in the world is the simulator's business. A house is called as its server, or as that with an
 * apostrophe: then it is another machine with the same id.
 */
final class Neighborhood {
    private static final Duration NETWORK = Duration.ofMillis(1);
    private static final Duration DISK = Duration.ofMillis(2);
    private static final Duration SCRIPT = Duration.ofMillis(5);
    private static final int MOST_STEPS = 1_000_000;

    private record Due(Moment at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** One server: its node, while it runs, and what outlives that. */
    final class House implements World {
        final String name;
        final ServerId id;
        final List<Notice> told = new ArrayList<>();
        final List<Run> runs = new ArrayList<>();
        final List<String> defended = new ArrayList<>();
        final List<Ending> endings = new ArrayList<>();
        final List<Will> wills = new ArrayList<>();
        final List<String> takenBack = new ArrayList<>();

        /** What the scripts really left raised here. */
        final Set<String> raised = new TreeSet<>();

        /** What a script says, while it does not just succeed. */
        final Map<String, Outcome> outcomes = new HashMap<>();

        Optional<Promise> disk = Optional.empty();
        boolean diskStalled;
        private final List<Runnable> stalled = new ArrayList<>();
        private Optional<Node> node = Optional.empty();
        private int life;

        House(String name) {
            this.name = name;
            this.id = Given.id(name.replace("'", ""));
        }

        void starts(Catalog file, CatalogReader reader, Rules rules) {
            node =
                    Optional.of(
                            new Node(
                                    id,
                                    file,
                                    reader,
                                    disk,
                                    new SplittableRandom(name.hashCode() + 31L * life),
                                    now,
                                    rules));
            step(new Event.Ticked());
        }

        /** The process dies; what it raised stays raised. */
        void dies() {
            life++;
            node = Optional.empty();
        }

        Node node() {
            return node.orElseThrow();
        }

        void step(Event event) {
            node.ifPresent(
                    present -> {
                        present.step(now, event, this);
                        wake(present);
                    });
        }

        private void wake(Node present) {
            Moment wakeAt = present.wakeAt();
            if (!wakeAt.equals(Moment.FOREVER)) {
                mine(
                        Moment.later(wakeAt, now).since(now),
                        () -> {
                            if (!present.wakeAt().isAfter(now)) {
                                step(new Event.Ticked());
                            }
                        });
            }
        }

        /** Later, if this life still is. */
        private void mine(Duration delay, Runnable what) {
            int present = life;
            after(
                    delay,
                    () -> {
                        if (life == present) {
                            what.run();
                        }
                    });
        }

        @Override
        public void send(ServerId to, Message message) {
            if (!cut.contains(name)) {
                houses.values().stream()
                        .filter(house -> house.id.equals(to) && !cut.contains(house.name))
                        .forEach(
                                house ->
                                        after(
                                                NETWORK,
                                                () -> house.step(new Event.Received(message))));
            }
        }

        @Override
        public void persist(Promise promise, long number) {
            Runnable durable =
                    () -> {
                        disk = Optional.of(promise);
                        step(new Event.Persisted(number));
                    };
            mine(DISK, diskStalled ? () -> stalled.add(durable) : durable);
        }

        void diskRecovers() {
            diskStalled = false;
            stalled.forEach(Runnable::run);
            stalled.clear();
        }

        @Override
        public void run(Run run) {
            runs.add(run);
            if (run.verb() == Run.Verb.ALIVE) {
                raised.add(run.datum());
                mostHolders.merge(run.datum(), holders(run.datum()), Math::max);
            }
            Outcome outcome =
                    outcomes.getOrDefault(
                            RunEnvironment.event(run.verb()) + " " + run.datum(),
                            new Outcome.Succeeded(SCRIPT));
            mine(
                    SCRIPT,
                    () -> {
                        if (run.verb() == Run.Verb.DOWN && outcome instanceof Outcome.Succeeded) {
                            raised.remove(run.datum());
                        }
                        step(new Event.ScriptEnded(run.id(), outcome));
                    });
        }

        @Override
        public void cancel(long run, Duration grace) {
            throw new AssertionError("nothing here runs for long enough to be ended: " + run);
        }

        @Override
        public void hurry(long run, Duration limit) {
            throw new AssertionError("nothing here runs for long enough to be hurried: " + run);
        }

        @Override
        public void defend(String system, String datum) {
            defended.add(datum);
        }

        @Override
        public void handOver(Will will) {
            wills.add(will);
        }

        @Override
        public void takeBack(String driver) {
            takenBack.add(driver);
        }

        @Override
        public void tell(Notice notice) {
            told.add(notice);
        }

        @Override
        public void ended(Ending ending) {
            endings.add(ending);
            dies();
        }

        Status status() {
            return node().status(now);
        }
    }

    private final Map<String, House> houses = new TreeMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final Set<String> cut = new TreeSet<>();
    private final Catalog file;
    private final CatalogReader reader;

    /** On how many servers each datum was raised at a time. */
    final Map<String, Integer> mostHolders = new TreeMap<>();

    private Moment now = at(1000);
    private long order;

    Neighborhood(Catalog file, CatalogReader reader) {
        this.file = file;
        this.reader = reader;
        file.configuration().roster().ids().forEach(id -> build(id.value()));
    }

    House house(String name) {
        return Objects.requireNonNull(houses.get(name));
    }

    /** A machine that nobody ever saw, and that has not started yet. */
    House build(String name) {
        House house = new House(name);
        houses.put(name, house);
        return house;
    }

    void allStart() {
        allStart(Rules.ALL);
    }

    void allStart(Rules rules) {
        houses.values().forEach(house -> house.starts(file, reader, rules));
    }

    void cut(String name) {
        cut.add(name);
    }

    void heal() {
        cut.clear();
    }

    private int holders(String datum) {
        return (int) houses.values().stream().filter(house -> house.raised.contains(datum)).count();
    }

    /** Who holds what, as "datum server", really. */
    List<String> table() {
        List<String> table = new ArrayList<>();
        houses.values()
                .forEach(
                        house ->
                                house.raised.forEach(datum -> table.add(datum + " " + house.name)));
        table.sort(String::compareTo);
        return table;
    }

    private void after(Duration delay, Runnable what) {
        due.add(new Due(now.plus(delay), order++, what));
    }

    void passes(Duration time) {
        Moment end = now.plus(time);
        until(() -> false, end);
        now = end;
    }

    /** Until that holds; how long it took, at most a minute. */
    Duration until(Supplier<Boolean> condition) {
        Moment begin = now;
        if (!until(condition, now.plus(Duration.ofMinutes(1)))) {
            throw new AssertionError("not within a minute; the table is " + table());
        }
        return now.since(begin);
    }

    private boolean until(Supplier<Boolean> condition, Moment end) {
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            if (condition.get()) {
                return true;
            }
            Due next = due.peek();
            if (next == null || next.at().isAfter(end)) {
                return false;
            }
            due.remove();
            now = Moment.later(now, next.at());
            next.what().run();
        }
        throw new AssertionError("time stands still at " + now);
    }
}
