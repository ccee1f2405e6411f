package flip.agent.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connections that bring us frames: one frame each, then we close it. Their number, their time
 * and the memory that they hold together are bounded, because anybody can open one; and of both
 * each source has a part only, so that one host does not keep the servers' messages out.
 */
// How a close or a write ended is heard where it matters; elsewhere the close future tells.
@SuppressWarnings("FutureReturnValueIgnored")
final class Arrivals extends ChannelInitializer<SocketChannel> {
    static final int LIMIT_CONNECTIONS = 64;

    /** Of all connections together: three of the longest frames, two of which from one source. */
    static final int LIMIT_HELD_BYTES = 3 * Sealer.FRAME_LIMIT_BYTES;

    private final Intake intake;
    private final EventCounts counts;
    private final Duration timeout;
    private final Set<Channel> open = new HashSet<>();
    private final Sources sources = new Sources(LIMIT_CONNECTIONS, LIMIT_HELD_BYTES);

    Arrivals(Intake intake, EventCounts counts, Duration timeout) {
        this.intake = intake;
        this.counts = counts;
        this.timeout = timeout;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        InetSocketAddress from = channel.remoteAddress();
        if (from == null) {
            // It is closed already, and nobody knows any more whose it was.
            counts.count(NetworkEvent.CONNECTION_CUT);
            channel.close();
            return;
        }
        Sources.Place place = sources.opened(from);
        if (place.isOneTooMany()) {
            place.close();
            counts.count(NetworkEvent.CONNECTION_REFUSED, from);
            channel.close();
        } else {
            admit(channel, new Arrival(channel, from, place));
        }
    }

    void close() {
        List.copyOf(open).forEach(Channel::close);
    }

    private void admit(SocketChannel channel, Arrival arrival) {
        open.add(channel);
        // One deadline for the whole connection: a byte now and then does not keep it open.
        Future<?> deadline =
                channel.eventLoop()
                        .schedule(
                                Intake.guarded(arrival::timedOut),
                                timeout.toMillis(),
                                TimeUnit.MILLISECONDS);
        channel.closeFuture()
                .addListener(
                        closed -> {
                            deadline.cancel(false);
                            open.remove(channel);
                            arrival.place.close();
                            arrival.end(NetworkEvent.CONNECTION_CUT);
                        });
        channel.pipeline().addLast(arrival);
    }

    /** One connection. */
    private final class Arrival extends SimpleChannelInboundHandler<ByteBuf> {
        private final Channel channel;
        private final InetSocketAddress from;
        private final Sources.Place place;
        private final InboundFrame frame = new InboundFrame();

        /** Whether it is known, and counted, what became of this connection. */
        private boolean ended;

        Arrival(Channel channel, InetSocketAddress from, Sources.Place place) {
            this.channel = channel;
            this.from = from;
            this.place = place;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf received) {
            if (ended) {
                return;
            }
            InboundFrame.Progress progress = frame.take(received);
            place.holds(frame.heldBytes());
            switch (progress) {
                case TOO_SHORT -> end(NetworkEvent.REFUSED_TOO_SHORT);
                case TOO_LONG -> end(NetworkEvent.REFUSED_TOO_LONG);
                case INCOMPLETE -> {
                    if (place.isOneTooMany()) {
                        end(NetworkEvent.CONNECTION_REFUSED);
                    }
                }
                case COMPLETE -> {
                    ended = true;
                    intake.frame(from, frame.sealed());
                    channel.close();
                }
            }
        }

        void timedOut() {
            end(NetworkEvent.CONNECTION_TIMED_OUT);
        }

        void end(NetworkEvent why) {
            if (!ended) {
                ended = true;
                counts.count(why, from);
                channel.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (Intake.isOfTheNetwork(cause)) {
                end(NetworkEvent.CONNECTION_CUT);
            }
            channel.close();
        }
    }
}
