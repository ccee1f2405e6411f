package flip.agent.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ThreadFactory;

/**
 * The way to the system's sockets. Chosen here and nowhere else, so that the two can be compared:
 * with {@code -Dio.netty.transport.noNative=true} the preferred one is NIO everywhere.
 */
public enum Transport {
    EPOLL,
    NIO;

    /** Epoll where its native library is there for this system, otherwise NIO. */
    public static Transport preferred() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** One event loop, on one thread of this factory. */
    public EventLoopGroup eventLoop(ThreadFactory threads) {
        return new MultiThreadIoEventLoopGroup(
                1,
                threads,
                this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** The transport whose channels this group can carry. */
    static Transport of(EventLoopGroup group) {
        // The order matters: where there is no native library, nothing of epoll is touched.
        if (group instanceof IoEventLoopGroup io && io.isIoType(NioIoHandler.class)) {
            return NIO;
        }
        return EPOLL;
    }

    DatagramChannel datagramChannel(SocketProtocolFamily family) {
        return this == EPOLL ? new EpollDatagramChannel(family) : new NioDatagramChannel(family);
    }

    ServerChannel serverChannel() {
        return this == EPOLL ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    }

    SocketChannel socketChannel() {
        return this == EPOLL ? new EpollSocketChannel() : new NioSocketChannel();
    }
}
