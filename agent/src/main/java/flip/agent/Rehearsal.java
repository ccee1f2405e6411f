package flip.agent;

import flip.agent.config.AgreedCatalogReader;
import flip.agent.net.KeyRing;
import flip.agent.net.Opened;
import flip.agent.net.Opener;
import flip.agent.net.Sealer;
import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.View;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.CatalogReader;
import flip.systems.Ending;
import flip.systems.Event;
import flip.systems.Node;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.Will;
import flip.systems.World;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A cluster of three in memory, in which a server leaves and comes back time and again. It has no
 * clock, socket, disk or script of its own, and nothing of it reaches this server's node: it is
 * there so that the code of a take-over is compiled before one counts. A take-over is rare, and
 * Java interprets what is rare, which is several times as slow.
 */
final class Rehearsal {
    /** Addresses and ports stand in it because they must; nothing is ever sent there. */
    private static final String CONFIGURATION =
            """
            {
              "quorum": 2, "gossip_interval": 1000, "ping_timeout": 1500,
              "servers": {
                "a": {"priority": 1, "ip": "127.0.0.1", "port": 1, "systems": ["s"]},
                "b": {"priority": 2, "ip": "127.0.0.1", "port": 2, "systems": ["s"]},
                "c": {"ip": "127.0.0.1", "port": 3}
              },
              "cluster": {"system": {"s": {
                "alive": "alive", "down": "down", "type": "shard", "no_quorum_policy": "stop",
                "data": ["1", "2"]
              }}}
            }
            """;

    private static final List<ServerId> SERVERS =
            List.of(new ServerId("a"), new ServerId("b"), new ServerId("c"));

    private final BooleanSupplier over;
    private final TreeMap<ServerId, Player> players = new TreeMap<>();
    private final Queue<Runnable> next = new ArrayDeque<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private final KeyRing keys = KeyRing.of("rehearsal");
    private final Sealer sealer = new Sealer(keys, new SecureRandom());
    private final Opener opener = new Opener(keys);
    private Moment now = new Moment(0);

    private Rehearsal(BooleanSupplier over) {
        this.over = over;
    }

    /**
     * Plays so many moves, there and back, or fewer when it is over before; returns how many it
     * played to the end.
     */
    static int play(int moves, BooleanSupplier over) {
        Rehearsal rehearsal = new Rehearsal(over);
        SERVERS.forEach(id -> rehearsal.players.put(id, rehearsal.new Player(id)));
        return rehearsal.played(moves);
    }

    private int played(int moves) {
        players.values().forEach(Player::start);
        awaitAllUp();
        Player leaver = players.firstEntry().getValue();
        int done = 0;
        while (done < moves && !over.getAsBoolean()) {
            leaver.happens(new Event.Leave());
            while (leaver.node.isPresent() && !over.getAsBoolean()) {
                step();
            }
            leaver.start();
            awaitAllUp();
            done += leaver.isUp() ? 1 : 0;
        }
        return done;
    }

    private void awaitAllUp() {
        while (!players.values().stream().allMatch(Player::isUp) && !over.getAsBoolean()) {
            step();
        }
    }

    /** What happens next; when nothing does, time passes. */
    private void step() {
        Runnable first = next.poll();
        if (first != null) {
            first.run();
            return;
        }
        Moment wakeAt = Moment.FOREVER;
        for (Player player : players.values()) {
            wakeAt = Moment.earlier(wakeAt, player.wakeAt());
        }
        now = Moment.later(now, wakeAt);
        for (Player player : players.values()) {
            if (!player.wakeAt().isAfter(now)) {
                player.happens(new Event.Ticked());
            }
        }
    }

    /** One server, which does what it is asked to at once. */
    private final class Player implements World {
        private final ServerId id;
        private Optional<Promise> promise = Optional.empty();
        private Optional<Node> node = Optional.empty();
        private View installed = View.NONE;

        Player(ServerId id) {
            this.id = id;
        }

        void start() {
            installed = View.NONE;
            CatalogReader reader = new AgreedCatalogReader(id);
            node =
                    Optional.of(
                            new Node(
                                    id,
                                    reader.read(CONFIGURATION),
                                    reader,
                                    promise,
                                    random.split(),
                                    now,
                                    Rules.ALL));
            happens(new Event.Ticked());
        }

        void happens(Event event) {
            next.add(() -> node.ifPresent(present -> present.step(now, event, this)));
        }

        boolean isUp() {
            return node.isPresent() && installed.isUp(id);
        }

        Moment wakeAt() {
            return node.map(Node::wakeAt).orElse(Moment.FOREVER);
        }

        @Override
        public void send(ServerId to, Message message) {
            Opened opened =
                    opener.open(sealer.seal(Wire.encode(message)), Sealer.FRAME_LIMIT_BYTES);
            if (!(opened instanceof Opened.Payload payload)) {
                throw new AssertionError("what we seal we cannot open: " + opened);
            }
            try {
                Objects.requireNonNull(players.get(to))
                        .happens(new Event.Received(Wire.decode(payload.bytes())));
            } catch (WireException e) {
                throw new AssertionError("what we write we cannot read: " + message, e);
            }
        }

        @Override
        public void persist(Promise latest, long number) {
            try {
                promise = Optional.of(Wire.decodePromise(Wire.encodePromise(latest)));
            } catch (WireException e) {
                throw new AssertionError("what we write we cannot read: " + latest, e);
            }
            happens(new Event.Persisted(number));
        }

        @Override
        public void run(Run run) {
            happens(new Event.ScriptEnded(run.id(), new Outcome.Succeeded(Duration.ZERO)));
        }

        /** Its end is on its way. */
        @Override
        public void cancel(long run, Duration grace) {}

        /** So is this. */
        @Override
        public void hurry(long run, Duration limit) {}

        /** Nothing here is held by a driver. */
        @Override
        public void handOver(Will will) {
            throw new AssertionError("a last will without a driver: " + will);
        }

        @Override
        public void takeBack(String driver) {
            throw new AssertionError("no last will was handed to " + driver);
        }

        @Override
        public void defend(String system, String datum) {}

        @Override
        public void tell(Notice notice) {
            if (NoticeLog.sentence(notice).isEmpty()) {
                throw new AssertionError("a notice without words: " + notice.getClass());
            }
            if (notice instanceof Notice.Installed news) {
                installed = news.view();
            }
        }

        @Override
        public void ended(Ending ending) {
            node = Optional.empty();
        }
    }
}
