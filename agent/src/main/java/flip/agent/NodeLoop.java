package flip.agent;

import flip.agent.disk.DiskWriter;
import flip.agent.disk.PromiseFile;
import flip.agent.net.DatagramEndpoint;
import flip.agent.net.Receiver;
import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.View;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.Catalog;
import flip.systems.Ending;
import flip.systems.Event;
import flip.systems.Node;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.Status;
import flip.systems.Tool;
import flip.systems.Will;
import flip.systems.World;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node on the event loop that owns it: every event reaches it here, and what it asks of the world
 * is done from here. Nothing else touches the node.
 */
final class NodeLoop implements World {
    /** A tick so late means that this process, or the host, stood still. */
    private static final Duration LATE = Duration.ofMillis(20);

    /** How long the disk has for the last promise. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(NodeLoop.class);

    private final Node node;
    private final EventLoop loop;
    private final AgentClock clock;
    private final Addresses addresses;
    private final DiskWriter disk;
    private final Driving driving;
    private final Watching watching;
    private final Hands hands;
    private final World seen;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final NoticeLog notices = new NoticeLog();
    private Optional<DatagramEndpoint> endpoint = Optional.empty();
    private Optional<Future<?>> tick = Optional.empty();
    private Optional<Future<?>> renewal = Optional.empty();
    private Moment tickAt = Moment.FOREVER;
    private Duration mostAhead;
    private final CatalogInForce inForce;
    private boolean over;

    /** Of the lease as of the last step; for the threads of scripts. */
    private volatile Supplier<Duration> leaseLeft = () -> Duration.ZERO;

    // What one step asked for, and is done when the disk and the scripts have begun.
    private final Outgoing outgoing;
    private final List<Notice> untold = new ArrayList<>();

    NodeLoop(
            Node node,
            EventLoop loop,
            AgentClock clock,
            Duration guard,
            Addresses addresses,
            PromiseFile file,
            Driving driving,
            Watching watching,
            Hands hands) {
        this.node = node;
        this.loop = loop;
        this.clock = clock;
        this.mostAhead = guard.dividedBy(2);
        this.addresses = addresses;
        this.driving = driving;
        this.watching = watching;
        this.hands = hands;
        this.outgoing = new Outgoing(addresses, hands.counters());
        this.seen = hands.recording().seen(this);
        this.inForce = new CatalogInForce(hands.catalogs(), this::use);
        this.disk =
                new DiskWriter(
                        file,
                        loop,
                        number -> guarded(() -> happened(new Event.Persisted(number))),
                        hands.broken());
    }

    /** How the node ended. */
    CompletableFuture<Ending> ending() {
        return ending;
    }

    /** Begins; what came in before is lost, as on any network. */
    void start(DatagramEndpoint bound) {
        execute(
                () -> {
                    endpoint = Optional.of(bound);
                    hands.watch().tells(this::tell);
                    inForce.installed(view()); // What was agreed before a restart.
                    inForce.look();
                    happened(new Event.Ticked());
                    driving.begin(this::tell);
                    renewLater();
                });
    }

    /** Something happened elsewhere. On any thread. */
    void tell(Event event) {
        execute(() -> happened(event));
    }

    /** Does this on the loop. On any thread. */
    void execute(Runnable task) {
        loop.execute(() -> guarded(task));
    }

    /** A payload came in. On the loop. */
    void received(InetSocketAddress from, Receiver.Way way, byte[] payload) {
        guarded(() -> taken(from, way, payload));
    }

    private void taken(InetSocketAddress from, Receiver.Way way, byte[] payload) {
        try {
            Message message = Wire.decode(payload);
            if (way == Receiver.Way.DATAGRAM) {
                addresses.heard(from, message); // Before it is answered.
            }
            happened(new Event.Received(message));
        } catch (WireException e) {
            hands.counters().undecodable(from, String.valueOf(e.getMessage()));
        }
    }

    /** The node's status. On the loop. */
    Status status() {
        return node.status(clock.now());
    }

    /** To be asked, on the loop; what happens to it goes through {@link #tell}. */
    Node node() {
        return node;
    }

    /** The view in force. On the loop. */
    View view() {
        return status().view();
    }

    /** Nothing reaches the node any more. On the loop. */
    void stop() {
        over = true;
        tick.ifPresent(future -> future.cancel(false));
        renewal.ifPresent(future -> future.cancel(false));
    }

    /** What keeps promises from being written. On any thread. */
    Optional<String> diskTrouble() {
        return disk.trouble();
    }

    /** Waits for the last promise to be written, within reason; whether it was. */
    boolean closeDisk() {
        return disk.close(CLOSE_TIMEOUT);
    }

    /** Takes it, and says whether there is a node that does. On the loop. */
    boolean happened(Event event) {
        if (over || endpoint.isEmpty()) {
            return false;
        }
        // Before every use of a lease: the clocks may have stood still while the world went on.
        if (clock.wallRanAhead(mostAhead)) {
            clockJumped();
        }
        step(event);
        driving.tookIn(event);
        renew();
        wake();
        return true;
    }

    /** Beside what happens, because nothing may. */
    private void renewLater() {
        if (!over) {
            renew();
            long nanos = driving.pause().toNanos();
            renewal =
                    Optional.of(
                            loop.schedule(
                                    () -> guarded(this::renewLater), nanos, TimeUnit.NANOSECONDS));
        }
    }

    private void renew() {
        driving.renew();
        watching.renew();
    }

    private void tellLease() {
        leaseLeft = clock.left(node.leaseUntil());
    }

    private void clockJumped() {
        endpoint.ifPresent(DatagramEndpoint::renewSalt); // Perhaps another machine, of the past.
        step(new Event.ClockJumped());
    }

    private void step(Event event) {
        if (over) {
            return;
        }
        Moment now = clock.now();
        hands.recording().happens(now, event);
        node.step(now, event, seen);
        tellLease();
        inForce.look();
        sendAll();
        hands.recording().happened();
        watching.stepped();
    }

    /**
     * Everything that is done on the loop, whatever it throws: Netty would log it and go on, with a
     * node that took half a step, or that nobody wakes any more.
     */
    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            over = true;
            tellAll();
            hands.broken().accept(e);
            return;
        }
        tellAll();
    }

    /** After the disk has begun: to seal and send takes as long as a good part of a write. */
    private void sendAll() {
        outgoing.sendAll(endpoint);
    }

    /** Last, since a line in the log takes longer than what it tells of. */
    private void tellAll() {
        untold.forEach(notices::tell);
        untold.clear();
    }

    private void wake() {
        Moment wakeAt = node.wakeAt();
        if (over || wakeAt.equals(tickAt)) {
            return;
        }
        tick.ifPresent(future -> future.cancel(false));
        tickAt = wakeAt;
        tick = Optional.empty();
        if (!wakeAt.equals(Moment.FOREVER)) {
            long nanos = Math.max(0, wakeAt.since(clock.now()).toNanos());
            tick =
                    Optional.of(
                            loop.schedule(() -> guarded(this::tick), nanos, TimeUnit.NANOSECONDS));
        }
    }

    /**
     * After a stand-still, what waits on the sockets is read before anybody is accused of silence:
     * the loop reads between two rounds of tasks.
     */
    private void tick() {
        if (clock.wasSuspended()) {
            clockJumped();
        }
        if (clock.now().since(tickAt).compareTo(LATE) > 0) {
            tick =
                    Optional.of(
                            loop.schedule(() -> guarded(this::tickNow), 1, TimeUnit.MILLISECONDS));
        } else {
            tickNow();
        }
    }

    private void tickNow() {
        tickAt = Moment.FOREVER;
        tick = Optional.empty();
        happened(new Event.Ticked());
    }

    // What the node asks for.

    @Override
    public void send(ServerId to, Message message) {
        outgoing.add(to, message);
    }

    @Override
    public void persist(Promise promise, long number) {
        disk.submit(number, Wire.encodePromise(promise));
    }

    @Override
    public void run(Run run) {
        watching.begins(run);
        if (run.tool() instanceof Tool.Driver) {
            driving.run(run, this::scriptEnded, this::tell);
        } else {
            tellLease(); // It may have begun in this very step.
            hands.scripts().run(run, () -> leaseLeft.get(), this::scriptEnded);
        }
    }

    @Override
    public void cancel(long run, Duration grace) {
        if (!driving.cancel(run, grace)) {
            hands.scripts().cancel(run, grace);
        }
    }

    @Override
    public void hurry(long run, Duration limit) {
        driving.hurry(run, limit);
    }

    @Override
    public void defend(String system, String datum) {
        watching.defend(system, datum);
    }

    @Override
    public void handOver(Will will) {
        endpoint.ifPresent(bound -> driving.handOver(will, addresses::of, bound::sealedDatagram));
    }

    @Override
    public void takeBack(String driver) {
        driving.takeBack(driver);
    }

    @Override
    public void tell(Notice notice) {
        if (notice instanceof Notice.Installed installed) {
            inForce.installed(installed.view());
            watching.installed();
        }
        untold.add(notice);
    }

    @Override
    public void ended(Ending how) {
        stop();
        ending.complete(how);
    }

    private void use(Catalog catalog) {
        addresses.use(catalog.configuration().roster());
        hands.agreed().accept(catalog);
        driving.use(catalog);
        watching.use(catalog);
        mostAhead = catalog.configuration().timing().guard().dividedBy(2);
        log.debug("configuration {} is in force", catalog.configuration().version());
    }

    private void scriptEnded(long run, Outcome outcome) {
        execute(
                () -> {
                    watching.ended(run, outcome);
                    happened(new Event.ScriptEnded(run, outcome));
                });
    }
}
