package flip.agent.dump;

import flip.agent.config.AgreedCatalogReader;
import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.systems.Ending;
import flip.systems.Event;
import flip.systems.Node;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.Will;
import flip.systems.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** A cluster of one server that is recorded, with a disk and scripts that do all at once. */
final class Alone implements World {
    static final String CONFIGURATION =
            """
            {
              "quorum": 1, "gossip_interval": 1000, "ping_timeout": 1500, "mature": 0,
              "servers": {"a": {"ip": "127.0.0.1", "port": 1, "systems": ["s"]}},
              "cluster": {"system": {"s": {"alive": "up", "down": "down", "data": ["1", "2"]}}}
            }
            """;
    private static final ServerId SELF = new ServerId("a");

    private final Recording recording;
    private final World seen;
    private final Node node;
    private final Queue<Event> next = new ArrayDeque<>();
    private Moment now = new Moment(5_000_000_000L);

    Alone(Recording recording, long seed) {
        this.recording = recording;
        this.seen = recording.seen(this);
        AgreedCatalogReader reader = new AgreedCatalogReader(SELF);
        Beginning beginning = new Beginning(SELF, now, seed, CONFIGURATION, Optional.empty());
        recording.begins(beginning);
        node = beginning.node(reader.read(CONFIGURATION), reader);
    }

    /** Goes on for so many steps. */
    void runs(int steps) {
        for (int step = 0; step < steps; step++) {
            Event event = next.poll();
            if (event == null) {
                now = Moment.later(now, node.wakeAt());
                event = new Event.Ticked();
            }
            happens(event);
        }
    }

    void happens(Event event) {
        begins(event);
        recording.happened();
    }

    /** A step of which the recording does not hear that it has come to its end. */
    void begins(Event event) {
        recording.happens(now, event);
        node.step(now, event, seen);
    }

    @Override
    public void send(ServerId to, Message message) {
        throw new AssertionError("there is nobody else");
    }

    @Override
    public void persist(Promise promise, long number) {
        next.add(new Event.Persisted(number));
    }

    @Override
    public void run(Run run) {
        next.add(new Event.ScriptEnded(run.id(), new Outcome.Succeeded(Duration.ofMillis(3))));
    }

    @Override
    public void cancel(long run, Duration grace) {}

    @Override
    public void hurry(long run, Duration limit) {}

    @Override
    public void defend(String system, String datum) {}

    @Override
    public void handOver(Will will) {}

    @Override
    public void takeBack(String driver) {
        next.add(new Event.WillTakenBack(driver));
    }

    @Override
    public void tell(Notice notice) {}

    @Override
    public void ended(Ending ending) {}
}
