package flip.agent.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The frames that are on their way out, each over a connection of its own. What does not fit in is
 * dropped and counted, as a network does; whoever sent it sends it again.
 */
// How a close or a write ended is heard where it matters; elsewhere the close future tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class Departures {
    static final int LIMIT_TRANSFERS = 64;

    /** A peer that accepts connections and reads nothing must not take the others' places. */
    static final int LIMIT_TRANSFERS_PER_PEER = 4;

    /** Of all transfers together: two of the longest frames. */
    static final int LIMIT_HELD_BYTES = 2 * Sealer.FRAME_LIMIT_BYTES;

    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /** What the system may hold of one transfer: all but this has arrived when it is written. */
    static final int SEND_BUFFER_BYTES = 64 * 1024;

    private final EventLoop loop;
    private final Transport transport;
    private final EventCounts counts;
    private final Duration timeout;
    private final InetSocketAddress local;
    private final Map<Transfer, Channel> underWay = new LinkedHashMap<>();
    private int heldBytes;

    /** Connections come from {@code local}, where the peer expects us, also on a host with many. */
    Departures(
            EventLoop loop,
            Transport transport,
            EventCounts counts,
            Duration timeout,
            InetAddress local) {
        this.loop = loop;
        this.transport = transport;
        this.counts = counts;
        this.timeout = timeout;
        this.local = new InetSocketAddress(local, 0);
    }

    void send(InetSocketAddress to, byte[] sealed) {
        if (underWay.size() >= LIMIT_TRANSFERS
                || heldBytes + sealed.length > LIMIT_HELD_BYTES
                || underWay.keySet().stream().filter(other -> other.to.equals(to)).count()
                        >= LIMIT_TRANSFERS_PER_PEER) {
            counts.count(NetworkEvent.TRANSFER_DROPPED, to);
            return;
        }
        new Transfer(to, sealed).begin();
    }

    void close() {
        List.copyOf(underWay.keySet()).forEach(Transfer::fail);
    }

    /** One frame, and the connection that carries it. */
    private final class Transfer extends SimpleChannelInboundHandler<ByteBuf> {
        private final InetSocketAddress to;
        private final byte[] sealed;

        Transfer(InetSocketAddress to, byte[] sealed) {
            this.to = to;
            this.sealed = sealed;
        }

        void begin() {
            Bootstrap bootstrap =
                    new Bootstrap()
                            .group(loop)
                            .channelFactory(transport::socketChannel)
                            .option(
                                    ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                    (int) CONNECT_TIMEOUT.toMillis())
                            .option(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                            .disableResolver()
                            .handler(this);
            ChannelFuture connected =
                    local.getAddress().isAnyLocalAddress()
                            ? bootstrap.connect(to)
                            : bootstrap.connect(to, local);
            underWay.put(this, connected.channel());
            heldBytes += sealed.length;
            Future<?> deadline =
                    loop.schedule(
                            Intake.guarded(this::fail), timeout.toMillis(), TimeUnit.MILLISECONDS);
            connected.channel().closeFuture().addListener(closed -> deadline.cancel(false));
            connected.addListener(
                    outcome -> {
                        // Where there was not even a socket to be had, Netty tells on a thread of
                        // its own.
                        if (!outcome.isSuccess()) {
                            loop.execute(Intake.guarded(this::fail));
                        }
                    });
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.write(ctx.alloc().buffer(InboundFrame.LENGTH_BYTES).writeInt(sealed.length));
            ctx.writeAndFlush(Unpooled.wrappedBuffer(sealed))
                    .addListener(
                            written ->
                                    end(
                                            written.isSuccess()
                                                    ? NetworkEvent.TRANSFER_SENT
                                                    : NetworkEvent.TRANSFER_FAILED));
        }

        /** The peer has nothing to say on this connection; what it says is not read. */
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf received) {
            fail();
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (Intake.isOfTheNetwork(cause)) {
                fail();
            }
            ctx.close();
        }

        void fail() {
            end(NetworkEvent.TRANSFER_FAILED);
        }

        /** The first end counts; those that follow it find nothing left to end. */
        private void end(NetworkEvent how) {
            Channel channel = underWay.remove(this);
            if (channel == null) {
                return;
            }
            heldBytes -= sealed.length;
            if (how == NetworkEvent.TRANSFER_SENT) {
                counts.count(how);
            } else {
                counts.count(how, to);
            }
            if (channel.isRegistered()) {
                channel.close();
            }
        }
    }
}
