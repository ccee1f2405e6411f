package flip.agent.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HTTP over a Unix socket that only its owner may open, on one thread of its own. */
public final class AdminServer implements AutoCloseable {
    /** More operators at a time than there are; each costs a few kilobytes. */
    static final int LIMIT_CONNECTIONS = 32;

    /** The longest first line, with the ids that a plan is asked for. */
    static final int LIMIT_LINE_BYTES = 4096;

    /** The longest headers of a request. */
    static final int LIMIT_HEADER_BYTES = 8192;

    /** The longest body of a request: one that names lost voters. */
    static final int LIMIT_BODY_BYTES = 16 * 1024;

    /** Who says nothing for so long is gone. */
    static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    private static final Duration BIND_TIMEOUT = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    private final Path socket;
    private final Object key;
    private final EventLoopGroup group;
    private final Channel listening;

    private AdminServer(Path socket, Object key, EventLoopGroup group, Channel listening) {
        this.socket = socket;
        this.key = key;
        this.group = group;
        this.listening = listening;
    }

    /** Listens at the first of these paths that can be had; says so when it is not the first. */
    public static AdminServer bind(List<Path> sockets, AdminSource source) throws AdminRefused {
        AdminRefused refused = new AdminRefused("there is no path for the management socket");
        for (int at = 0; at < sockets.size(); at++) {
            Path socket = sockets.get(at);
            try {
                AdminServer server = bind(socket, source);
                if (at > 0) {
                    log.info("{}: {} is used instead", refused.getMessage(), socket);
                }
                return server;
            } catch (AdminRefused e) {
                refused = e;
            }
        }
        throw refused;
    }

    /** Listens at this path. */
    public static AdminServer bind(Path socket, AdminSource source) throws AdminRefused {
        AdminSocket.prepare(socket);
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        task -> {
                            Thread thread = new Thread(task, "flip-admin");
                            thread.setDaemon(true);
                            return thread;
                        },
                        NioIoHandler.newFactory());
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerDomainSocketChannel.class)
                        .childHandler(new Connections(source));
        boolean done = false;
        try {
            Path birthplace = AdminSocket.birthplace(socket);
            AdminServer server;
            try {
                Channel listening = listening(bootstrap, birthplace, socket);
                Object key = AdminSocket.release(birthplace, socket);
                server = new AdminServer(socket, key, group, listening);
            } finally {
                AdminSocket.forget(birthplace);
            }
            done = true;
            return server;
        } finally {
            if (!done) {
                shutDown(group);
            }
        }
    }

    private static Channel listening(ServerBootstrap bootstrap, Path birthplace, Path socket)
            throws AdminRefused {
        ChannelFuture binding = bootstrap.bind(UnixDomainSocketAddress.of(birthplace));
        if (!binding.awaitUninterruptibly(BIND_TIMEOUT.toMillis())) {
            throw AdminSocket.refused(socket, "no answer within " + BIND_TIMEOUT, null);
        }
        if (binding.cause() != null) {
            throw AdminSocket.refused(socket, String.valueOf(binding.cause().getMessage()), null);
        }
        return binding.channel();
    }

    /** Where it listens. */
    public Path socket() {
        return socket;
    }

    /** Stops listening, and removes the file. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly(BIND_TIMEOUT.toMillis());
        shutDown(group);
        try {
            AdminSocket.remove(socket, key);
        } catch (IOException e) {
            log.warn("cannot remove the management socket {}: {}", socket, e.getMessage());
        }
    }

    // Nobody waits for the thread: it is a daemon.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static void shutDown(EventLoopGroup group) {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Sets up each connection, or closes it when there are too many. */
    static final class Connections extends ChannelInitializer<Channel> {
        private final AdminSource source;
        private final AtomicInteger open = new AtomicInteger();

        Connections(AdminSource source) {
            this.source = source;
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // Nothing depends on how a close ends.
        protected void initChannel(Channel channel) {
            channel.closeFuture().addListener(closed -> open.decrementAndGet());
            if (open.incrementAndGet() > LIMIT_CONNECTIONS) {
                channel.close();
                return;
            }
            channel.pipeline()
                    .addLast(new ReadTimeoutHandler(IDLE_TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .addLast(new HttpServerCodec(LIMIT_LINE_BYTES, LIMIT_HEADER_BYTES, 8192))
                    .addLast(new HttpObjectAggregator(LIMIT_BODY_BYTES))
                    .addLast(new AdminRequests(source));
        }
    }
}
