package flip.agent.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/** Takes datagrams off the socket. No error ends it: the socket stays open. */
final class DatagramIntake extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Intake intake;
    private final EventCounts counts;
    private final InetSocketAddress local;

    DatagramIntake(Intake intake, EventCounts counts, InetSocketAddress local) {
        this.intake = intake;
        this.counts = counts;
        this.local = local;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket received) {
        ByteBuf content = received.content();
        if (content.readableBytes() > Sealer.DATAGRAM_LIMIT_BYTES) {
            counts.count(NetworkEvent.REFUSED_TOO_LONG, received.sender());
            return;
        }
        byte[] sealed = new byte[content.readableBytes()];
        content.readBytes(sealed);
        intake.datagram(received.sender(), sealed);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (Intake.isOfTheNetwork(cause)) {
            counts.count(NetworkEvent.RECEIVE_FAILED, local);
        }
    }
}
