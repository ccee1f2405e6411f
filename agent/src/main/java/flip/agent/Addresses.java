package flip.agent;

import com.google.common.collect.ImmutableMap;
import com.google.common.net.InetAddresses;
import flip.membership.Message;
import flip.membership.Roster;
import flip.membership.Server;
import flip.membership.ServerId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where each server is reached: one of the roster in force where that says, any other where it was
 * last ({@link Strangers}). Names are looked up on threads of their own, again and again: a name
 * server that hangs must not stop the node.
 */
final class Addresses implements AutoCloseable {
    /** How often names are looked up again; an address that changes is found within it. */
    private static final Duration LOOKUP_PERIOD = Duration.ofSeconds(30);

    /** Of look-ups, each with a thread while it takes. */
    private static final int MOST_AT_A_TIME = 16;

    private static final Logger log = LoggerFactory.getLogger(Addresses.class);

    /** What finds the address of a name; it may take long. */
    @FunctionalInterface
    interface Resolver {
        InetAddress lookUp(String host, boolean preferIpv4) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final boolean ipv4;
    private Optional<ScheduledExecutorService> names = Optional.empty();
    private volatile Roster roster;
    private volatile ImmutableMap<ServerId, InetSocketAddress> known = ImmutableMap.of();

    private final Strangers strangers = new Strangers();

    /** What is being looked up, or waits for that. */
    private final Set<Server> underWay = ConcurrentHashMap.newKeySet();

    private final ThreadPoolExecutor each = pool();

    /** Those that had no address when they were last looked up. */
    private final Set<Server> troubled = ConcurrentHashMap.newKeySet();

    /**
     * Knows every server that has an address; those with a name a little later.
     *
     * @param own where we listen: only addresses of the same family can be reached from it
     */
    Addresses(Roster roster, InetAddress own) {
        this(roster, own, Addresses::lookUp);
    }

    Addresses(Roster roster, InetAddress own, Resolver resolver) {
        this.resolver = resolver;
        this.roster = roster;
        this.ipv4 = own instanceof Inet4Address;
        take(roster);
    }

    /** The address of one host, looked up here and now. */
    static InetAddress lookUp(String host, boolean preferIpv4) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        return Arrays.stream(all)
                .filter(address -> address instanceof Inet4Address == preferIpv4)
                .findFirst()
                .orElse(all[0]);
    }

    /** Another configuration is in force. On the event loop only. */
    synchronized void use(Roster newRoster) {
        if (!newRoster.equals(roster)) {
            ImmutableMap<ServerId, InetSocketAddress> former = known;
            roster = newRoster;
            take(newRoster);
            strangers.forget(newRoster);
            former.forEach(
                    (server, at) -> {
                        if (newRoster.find(server).isEmpty()) {
                            strangers.left(server, at);
                        }
                    });
        }
    }

    /** A datagram with that message came from there. On the event loop only. */
    void heard(InetSocketAddress from, Message message) {
        ServerId sender = message.header().sender();
        if (!known.containsKey(sender) && roster.find(sender).isEmpty()) {
            strangers.heard(from, message);
        }
    }

    /** This server says that, to whomever. On the event loop only. */
    void said(Message message) {
        strangers.said(message);
    }

    /** On the event loop only. */
    Optional<InetSocketAddress> of(ServerId server) {
        return reached(server).or(() -> strangers.of(server));
    }

    private Optional<InetSocketAddress> reached(ServerId server) {
        return Optional.ofNullable(known.get(server));
    }

    @Override
    public void close() {
        names.ifPresent(ScheduledExecutorService::shutdownNow);
        each.shutdownNow();
    }

    /**
     * What needs no look-up is known at once; what was looked up before stays until it is again.
     */
    private void take(Roster from) {
        ImmutableMap.Builder<ServerId, InetSocketAddress> now = ImmutableMap.builder();
        for (Server server : from.servers()) {
            if (isAddress(server)) {
                now.put(
                        server.id(),
                        new InetSocketAddress(
                                InetAddresses.forString(server.host()), server.port()));
            } else {
                reached(server.id())
                        .ifPresent(
                                before ->
                                        now.put(
                                                server.id(),
                                                new InetSocketAddress(
                                                        before.getAddress(), server.port())));
            }
        }
        known = now.buildOrThrow();
        boolean anyName = !from.servers().stream().allMatch(Addresses::isAddress);
        if (anyName && names.isEmpty()) {
            ScheduledExecutorService executor = clock();
            names = Optional.of(executor);
            lookUpEvery(executor);
        } else if (anyName) {
            names.ifPresent(executor -> executor.execute(this::lookUpAll));
        }
    }

    // The schedule ends with its executor, and what it runs throws nothing.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void lookUpEvery(ScheduledExecutorService executor) {
        executor.scheduleWithFixedDelay(
                this::lookUpAll, 0, LOOKUP_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Each by itself: one that hangs keeps no other server from being reached. */
    private void lookUpAll() {
        Roster now = roster;
        troubled.retainAll(now.servers());
        for (Server server : now.servers()) {
            if (!isAddress(server) && underWay.add(server)) {
                begin(server);
            }
        }
    }

    private void begin(Server server) {
        try {
            each.execute(() -> lookUp(server));
        } catch (OutOfMemoryError | RejectedExecutionException e) {
            // "unable to create native thread", which passes: the next time. Or the agent is
            // ending.
            underWay.remove(server);
        }
    }

    private void lookUp(Server server) {
        try {
            found(server, resolver.lookUp(server.host(), ipv4));
            troubled.remove(server);
        } catch (UnknownHostException e) {
            if (troubled.add(server)) {
                log.warn(
                        "the name {} of server {} has no address: correct `ip`, or the name server",
                        server.host(),
                        server.id());
            }
        } finally {
            underWay.remove(server);
        }
    }

    /** Unless another roster came into force meanwhile, which has that server elsewhere. */
    private synchronized void found(Server server, InetAddress address) {
        if (roster.servers().contains(server)) {
            Map<ServerId, InetSocketAddress> all = new HashMap<>(known);
            all.put(server.id(), new InetSocketAddress(address, server.port()));
            known = ImmutableMap.copyOf(all);
        }
    }

    private static boolean isAddress(Server server) {
        return InetAddresses.isInetAddress(server.host());
    }

    private static ScheduledExecutorService clock() {
        return Executors.newSingleThreadScheduledExecutor(Addresses::thread);
    }

    private static ThreadPoolExecutor pool() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        MOST_AT_A_TIME,
                        MOST_AT_A_TIME,
                        1,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Addresses::thread);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "flip-names");
        thread.setDaemon(true);
        return thread;
    }
}
