package flip.agent.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where this server is reached: one port, for sealed datagrams, and for sealed frames over TCP when
 * a payload is too long for a datagram.
 *
 * <p>All of it runs on one event loop, and {@link #send} may be called there only. Whatever is sent
 * may be lost, as on any network; it is counted where we know of it, and nothing is thrown.
 */
// How a close or a write ended is heard where it matters; elsewhere the close future tells.
@SuppressWarnings("FutureReturnValueIgnored")
public final class DatagramEndpoint implements AutoCloseable {
    /** How long one transfer over TCP may take, from the first packet to the last. */
    static final Duration TRANSFER_TIMEOUT = Duration.ofSeconds(5);

    /**
     * The inbox: what waits here while the event loop is busy. A few hundred datagrams, a burst
     * from the largest cluster; more is dropped by the system, as networks do.
     */
    static final int INBOX_BYTES = 256 * 1024;

    /** Longer than any datagram of ours, so that one which is too long is seen to be so. */
    static final int RECEIVE_BUFFER_BYTES = 2048;

    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(DatagramEndpoint.class);

    private final EventLoop loop;
    private final Transport transport;
    private final InetSocketAddress at;
    private final EventCounts counts = new EventCounts(new Complaints(System::nanoTime, log::warn));
    private final KeyRing keys;
    private final Intake intake;
    private final Arrivals arrivals;
    private final Departures departures;
    private final byte[] sealed = new byte[Sealer.DATAGRAM_LIMIT_BYTES];
    private final Channel udp;
    private final Channel tcp;
    private final Future<?> flushing;
    private Sealer sealer;

    private DatagramEndpoint(
            EventLoopGroup group,
            InetSocketAddress at,
            KeyRing keys,
            Receiver receiver,
            Duration transferTimeout)
            throws BindRefused {
        this.loop = group.next();
        this.transport = Transport.of(group);
        this.at = at;
        this.keys = keys;
        this.sealer = new Sealer(keys, new SecureRandom());
        Opener opener = new Opener(keys);
        warmUp(sealer, opener);
        this.intake = new Intake(opener, receiver, counts);
        this.arrivals = new Arrivals(intake, counts, transferTimeout);
        this.departures = new Departures(loop, transport, counts, transferTimeout, at.getAddress());
        this.udp = bound("udp", datagrams().bind(at));
        try {
            this.tcp = bound("tcp", connections().bind(at));
        } catch (BindRefused e) {
            udp.close();
            throw e;
        }
        long period = Complaints.PERIOD.toMillis();
        this.flushing =
                loop.scheduleAtFixedRate(
                        Intake.guarded(counts::flush), period, period, TimeUnit.MILLISECONDS);
    }

    /**
     * Listens at this address. The receiver may be called before this returns. Not to be called on
     * the event loop, for which it waits.
     */
    public static DatagramEndpoint bind(
            EventLoopGroup group, InetSocketAddress at, KeyRing keys, Receiver receiver)
            throws BindRefused {
        return bind(group, at, keys, receiver, TRANSFER_TIMEOUT);
    }

    static DatagramEndpoint bind(
            EventLoopGroup group,
            InetSocketAddress at,
            KeyRing keys,
            Receiver receiver,
            Duration transferTimeout)
            throws BindRefused {
        if (at.isUnresolved()) {
            throw BindRefused.of("udp", at, new IllegalArgumentException("no address"));
        }
        return new DatagramEndpoint(group, at, keys, receiver, transferTimeout);
    }

    /** Seals and sends. On the event loop only; the array is not kept. */
    public void send(InetSocketAddress to, byte[] payload) {
        if (!loop.inEventLoop()) {
            throw new AssertionError("send was called on " + Thread.currentThread().getName());
        }
        if (to.isUnresolved()) {
            counts.count(NetworkEvent.SEND_FAILED, to);
        } else if (payload.length > Sealer.DATAGRAM_PAYLOAD_LIMIT_BYTES) {
            departures.send(to, sealer.seal(payload));
        } else if (!udp.isWritable()) {
            counts.count(NetworkEvent.SEND_DROPPED, to);
        } else {
            sendDatagram(to, payload);
        }
    }

    /**
     * Seals under another salt from now on: this machine may have been set back to where it has
     * been, or copied. On the event loop only.
     */
    public void renewSalt() {
        sealer = new Sealer(keys, new SecureRandom());
    }

    /**
     * A sealed datagram for somebody else to send, such as a last will. On the event loop only.
     *
     * @throws IllegalArgumentException if the payload is too long for one datagram
     */
    public byte[] sealedDatagram(byte[] payload) {
        if (payload.length > Sealer.DATAGRAM_PAYLOAD_LIMIT_BYTES) {
            throw new IllegalArgumentException(
                    "one datagram carries at most "
                            + Sealer.DATAGRAM_PAYLOAD_LIMIT_BYTES
                            + " bytes, not "
                            + payload.length);
        }
        return sealer.seal(payload);
    }

    /** What happened so far. May be called on any thread. */
    public NetworkCounters counters() {
        return counts.snapshot();
    }

    public Transport transport() {
        return transport;
    }

    /** Stops listening and gives up what is under way; a second call does nothing. */
    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            // The loop closes its channels itself when it shuts down.
            return;
        }
        Future<?> closed = loop.submit(this::closeAll);
        if (!loop.inEventLoop()) {
            closed.awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
            udp.closeFuture().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
            tcp.closeFuture().awaitUninterruptibly(CLOSE_TIMEOUT.toMillis());
        }
    }

    private void closeAll() {
        flushing.cancel(false);
        counts.flush();
        tcp.close();
        udp.close();
        arrivals.close();
        departures.close();
    }

    private void sendDatagram(InetSocketAddress to, byte[] payload) {
        int length = sealer.seal(payload, sealed);
        ByteBuf content = udp.alloc().directBuffer(length).writeBytes(sealed, 0, length);
        ChannelFuture sent = udp.writeAndFlush(new DatagramPacket(content, to));
        if (sent.isDone()) {
            sent(sent, to);
        } else {
            sent.addListener(later -> sent(later, to));
        }
    }

    private void sent(Future<?> outcome, InetSocketAddress to) {
        if (outcome.isSuccess()) {
            counts.count(NetworkEvent.DATAGRAM_SENT);
        } else {
            counts.count(NetworkEvent.SEND_FAILED, to);
        }
    }

    /** The first use of the ciphers loads their classes; no datagram should have to wait for it. */
    private static void warmUp(Sealer sealer, Opener opener) {
        Opened opened = opener.open(sealer.seal(new byte[1]), Sealer.DATAGRAM_LIMIT_BYTES);
        if (!(opened instanceof Opened.Payload)) {
            throw new AssertionError("what we seal we cannot open: " + opened);
        }
    }

    private Bootstrap datagrams() {
        SocketProtocolFamily family =
                at.getAddress() instanceof Inet4Address
                        ? SocketProtocolFamily.INET
                        : SocketProtocolFamily.INET6;
        return new Bootstrap()
                .group(loop)
                .channelFactory(() -> transport.datagramChannel(family))
                .option(ChannelOption.SO_RCVBUF, INBOX_BYTES)
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(RECEIVE_BUFFER_BYTES))
                .handler(new DatagramIntake(intake, counts, at));
    }

    private ServerBootstrap connections() {
        return new ServerBootstrap()
                .group(loop)
                .channelFactory(transport::serverChannel)
                .option(ChannelOption.SO_BACKLOG, Arrivals.LIMIT_CONNECTIONS)
                .childHandler(arrivals);
    }

    private Channel bound(String protocol, ChannelFuture binding) throws BindRefused {
        if (!binding.awaitUninterruptibly(BIND_TIMEOUT.toMillis())) {
            binding.channel().close();
            throw BindRefused.of(
                    protocol, at, new IllegalStateException("no answer within " + BIND_TIMEOUT));
        }
        Throwable cause = binding.cause();
        if (cause != null) {
            throw BindRefused.of(protocol, at, cause);
        }
        return binding.channel();
    }
}
