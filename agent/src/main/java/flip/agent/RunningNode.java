package flip.agent;

import flip.agent.config.Settings;
import flip.agent.disk.DataDirRefused;
import flip.agent.disk.Loaded;
import flip.agent.disk.PromiseFile;
import flip.agent.dump.Beginning;
import flip.agent.net.BindRefused;
import flip.agent.net.DatagramEndpoint;
import flip.agent.net.KeyRing;
import flip.agent.process.ResidentWatch;
import flip.membership.Configuration;
import flip.membership.Promise;
import flip.membership.Server;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.Ending;
import flip.systems.Event;
import flip.systems.Node;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node from its promise to its ending, with its socket, and its thread for the disk. */
final class RunningNode implements AutoCloseable {
    private static final long CLOSE_TIMEOUT_SECONDS = 5;
    private static final Logger log = LoggerFactory.getLogger(RunningNode.class);

    private final EventLoop loop;
    private final NodeLoop node;
    private final Addresses addresses;
    private final DatagramEndpoint endpoint;
    private final ResidentWatch watch;

    private RunningNode(
            EventLoop loop,
            NodeLoop node,
            Addresses addresses,
            DatagramEndpoint endpoint,
            ResidentWatch watch) {
        this.loop = loop;
        this.node = node;
        this.addresses = addresses;
        this.endpoint = endpoint;
        this.watch = watch;
    }

    /**
     * Reads the promise, listens, and begins.
     *
     * @throws StartRefused when that cannot be, in one line
     */
    static RunningNode begin(
            Settings settings,
            CatalogMemory catalogs,
            PromiseFile file,
            EventLoopGroup group,
            AgentClock clock,
            Hands hands)
            throws StartRefused {
        try {
            Optional<Promise> promise = promise(file);
            long seed = new SecureRandom().nextLong();
            log.info("seed {}", seed);
            Configuration configuration = settings.catalog().configuration();
            Beginning beginning =
                    new Beginning(
                            settings.self(), clock.now(), seed, configuration.text(), promise);
            hands.recording().begins(beginning);
            Node core = core(beginning, settings, catalogs, file);
            InetSocketAddress at = listenAt(settings);
            Addresses addresses = new Addresses(configuration.roster(), at.getAddress());
            EventLoop loop = group.next();
            // What was raised by an older one may still have to be lowered.
            catalogs.all().forEach(hands.agreed());
            NodeLoop node =
                    new NodeLoop(
                            core,
                            loop,
                            clock,
                            configuration.timing().guard(),
                            addresses,
                            file,
                            driving(settings, core, clock, hands),
                            watching(settings, core, clock, hands),
                            hands);
            DatagramEndpoint endpoint =
                    DatagramEndpoint.bind(
                            group, at, KeyRing.of(settings.keys().values()), node::received);
            node.start(endpoint);
            return new RunningNode(loop, node, addresses, endpoint, hands.watch());
        } catch (DataDirRefused | BindRefused e) {
            throw new StartRefused(String.valueOf(e.getMessage()));
        }
    }

    private static Node core(
            Beginning beginning, Settings settings, CatalogMemory catalogs, PromiseFile file)
            throws StartRefused {
        try {
            return beginning.node(settings.catalog(), catalogs);
        } catch (IllegalArgumentException e) {
            throw new StartRefused(
                    file.path() + ": " + e.getMessage() + "; run the version that wrote it");
        }
    }

    private static Driving driving(Settings settings, Node core, AgentClock clock, Hands hands) {
        return new Driving(
                hands.drivers(), settings.self(), settings.catalog(), clock, core::leaseUntil);
    }

    private static Watching watching(Settings settings, Node core, AgentClock clock, Hands hands) {
        return new Watching(
                hands.watch(), settings.self(), settings.catalog(), clock, core::leaseUntil);
    }

    CompletableFuture<Ending> ending() {
        return node.ending();
    }

    NodeLoop node() {
        return node;
    }

    DatagramEndpoint endpoint() {
        return endpoint;
    }

    /** Why other hosts that claim an address here are not noticed; empty when they are. */
    Optional<String> watchTrouble() {
        return watch.trouble();
    }

    /** Something happened elsewhere. */
    void tell(Event event) {
        node.tell(event);
    }

    /** Whether anything is held, or may be. */
    CompletableFuture<Boolean> isAnythingHeld() {
        return CompletableFuture.supplyAsync(() -> node.node().isAnythingHeld(), node::execute);
    }

    /**
     * Ends what {@link #close} would: whether the disk has all that was promised, so that another
     * node may use it.
     */
    boolean isDiskDone() {
        stop();
        return node.closeDisk();
    }

    @Override
    public void close() {
        stop();
        endpoint.close();
        addresses.close();
        boolean done = node.closeDisk();
        log.debug("the disk {}", done ? "has every promise" : "never answered");
    }

    private void stop() {
        loop.submit(node::stop).awaitUninterruptibly(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** What this server may not forget; empty for a new one, or one whose disk was lost. */
    private static Optional<Promise> promise(PromiseFile file) throws DataDirRefused, StartRefused {
        Loaded loaded = file.load();
        if (loaded instanceof Loaded.TooNew tooNew) {
            throw new StartRefused(file.path() + ": " + tooNew.reason());
        }
        if (loaded instanceof Loaded.Damaged damaged) {
            file.setAside(
                    "it is damaged: " + damaged.reason() + "; this server comes in as a new one");
        }
        if (loaded instanceof Loaded.Payload payload) {
            try {
                return Optional.of(Wire.decodePromise(payload.bytes()));
            } catch (WireException e) {
                if (Wire.isPromiseOfAnotherVersion(payload.bytes())) {
                    // It is whole: to set it aside would forget what was kept well.
                    throw new StartRefused(
                            file.path()
                                    + ": "
                                    + e.getMessage()
                                    + "; run the version that wrote it");
                }
                file.setAside(
                        "it is damaged: " + e.getMessage() + "; this server comes in as a new one");
            }
        }
        return Optional.empty();
    }

    private static InetSocketAddress listenAt(Settings settings) throws StartRefused {
        Server self =
                settings.catalog()
                        .configuration()
                        .roster()
                        .find(settings.self())
                        .orElseThrow(() -> new AssertionError(settings.self() + " is no server"));
        try {
            InetAddress address = Addresses.lookUp(settings.bindHost(), true);
            return new InetSocketAddress(address, self.port());
        } catch (UnknownHostException e) {
            throw new StartRefused(
                    "cannot listen: "
                            + settings.bindHost()
                            + " has no address; set `ip` or `bind` to an address of this host");
        }
    }
}
