package flip.agent.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * The wire between servers on one host: listens at the address under which the others know a
 * server, and passes on to the one where it really listens, unless the wire is cut.
 */
final class DatagramRelay implements AutoCloseable {
    /** The longest datagram that there can be. */
    private static final int LONGEST_BYTES = 65536;

    private final int port;
    private final List<DatagramChannel> channels;
    private final Selector selector;
    private final Thread thread;
    private volatile boolean connected = true;

    private DatagramRelay(int port, List<DatagramChannel> channels, Selector selector) {
        this.port = port;
        this.channels = channels;
        this.selector = selector;
        this.thread = new Thread(this::pass, "flip-demo-relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes a port that is free on all the addresses. */
    static DatagramRelay open(int servers) throws CommandFailed {
        List<DatagramChannel> channels = new ArrayList<>();
        try {
            Selector selector = Selector.open();
            int port = 0;
            for (int server = 0; server < servers; server++) {
                DatagramChannel channel = DatagramChannel.open();
                channels.add(channel);
                channel.bind(new InetSocketAddress(publicAddress(server), port));
                port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
                channel.configureBlocking(false);
                channel.register(
                        selector,
                        SelectionKey.OP_READ,
                        new InetSocketAddress(ownAddress(server), port));
            }
            return new DatagramRelay(port, channels, selector);
        } catch (IOException e) {
            channels.forEach(DatagramRelay::close);
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "cannot listen on the loopback addresses 127.0.1.*: " + e.getMessage());
        }
    }

    /** Under which the others know the server. */
    static String publicAddress(int server) {
        return "127.0.1." + (server + 1);
    }

    /** Where the server really listens. */
    static String ownAddress(int server) {
        return "127.0.2." + (server + 1);
    }

    int port() {
        return port;
    }

    void connect(boolean connected) {
        this.connected = connected;
    }

    @Override
    public void close() {
        channels.forEach(DatagramRelay::close);
        try {
            selector.close();
        } catch (IOException e) {
            throw new AssertionError("closing a selector", e);
        }
    }

    private void pass() {
        ByteBuffer datagram = ByteBuffer.allocate(LONGEST_BYTES);
        while (selector.isOpen()) {
            try {
                selector.select();
                if (!selector.isOpen()) {
                    return;
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    passAll(key, datagram);
                }
                selector.selectedKeys().clear();
            } catch (java.nio.channels.ClosedSelectorException e) {
                return; // The demo is over.
            } catch (IOException e) {
                if (selector.isOpen() && channels.stream().noneMatch(DatagramChannel::isOpen)) {
                    return;
                }
                // Lost on the way, as happens to datagrams: nobody listens there just now.
                selector.selectedKeys().clear();
            }
        }
    }

    private void passAll(SelectionKey key, ByteBuffer datagram) throws IOException {
        DatagramChannel channel = (DatagramChannel) key.channel();
        InetSocketAddress to = (InetSocketAddress) key.attachment();
        datagram.clear();
        while (channel.receive(datagram) instanceof InetSocketAddress from) {
            datagram.flip();
            // A server that starts on an address of ours must not be able to make a loop.
            if (connected && !isPublic(from.getAddress())) {
                channel.send(datagram, to);
            }
            datagram.clear();
        }
    }

    private boolean isPublic(InetAddress address) throws UnknownHostException {
        for (int server = 0; server < channels.size(); server++) {
            if (InetAddress.getByName(publicAddress(server)).equals(address)) {
                return true;
            }
        }
        return false;
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new AssertionError("closing a socket", e);
        }
    }
}
