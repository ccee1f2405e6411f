package flip.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * On every server, for every address that may come to it, a service that answers with the server's
 * name. It is bound before the address is there, so that the address alone decides who answers.
 */
public final class Responders implements AutoCloseable {
    private static final List<Path> ALLOW_ABSENT_ADDRESS =
            List.of(
                    Path.of("/proc/sys/net/ipv4/ip_nonlocal_bind"),
                    Path.of("/proc/sys/net/ipv6/ip_nonlocal_bind"));

    private final Selector selector;
    private final Alarm alarm = new Alarm("the responders");
    private final Thread thread = new Thread(this::answer, "lab-responders");
    private volatile boolean closing;

    private Responders(Selector selector) {
        this.selector = selector;
    }

    public static Responders open(Hosts hosts, List<InetAddress> addresses) {
        try {
            Responders responders = new Responders(Selector.open());
            for (Host host : hosts.servers()) {
                byte[] name = host.name().getBytes(StandardCharsets.UTF_8);
                for (DatagramChannel channel : host.namespace().call(() -> bindAll(addresses))) {
                    channel.configureBlocking(false);
                    channel.register(responders.selector, SelectionKey.OP_READ, name);
                }
            }
            responders.thread.setDaemon(true);
            responders.thread.start();
            return responders;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bound with the permission of a moment: what else runs on the host is not to profit. */
    private static List<DatagramChannel> bindAll(List<InetAddress> addresses) throws IOException {
        for (Path allow : ALLOW_ABSENT_ADDRESS) {
            Files.writeString(allow, "1");
        }
        List<DatagramChannel> channels = new ArrayList<>();
        for (InetAddress address : addresses) {
            boolean six = address.getAddress().length > Integer.BYTES;
            DatagramChannel channel =
                    DatagramChannel.open(
                            six ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
            channels.add(channel.bind(new InetSocketAddress(address, Client.PORT)));
        }
        for (Path allow : ALLOW_ABSENT_ADDRESS) {
            Files.writeString(allow, "0");
        }
        return channels;
    }

    private void answer() {
        ByteBuffer buffer = ByteBuffer.allocate(Client.ANSWER_LIMIT_BYTES);
        try {
            while (!closing) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    answerAll((DatagramChannel) key.channel(), (byte[]) key.attachment(), buffer);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) {
            alarm.raise(e);
        }
    }

    private static void answerAll(DatagramChannel channel, byte[] name, ByteBuffer buffer)
            throws IOException {
        buffer.clear();
        SocketAddress from = channel.receive(buffer);
        while (from != null) {
            if (buffer.position() == Client.QUESTION_BYTES) {
                buffer.put(name).flip();
                send(channel, buffer, from);
            }
            buffer.clear();
            from = channel.receive(buffer);
        }
    }

    private static void send(DatagramChannel channel, ByteBuffer answer, SocketAddress to) {
        try {
            channel.send(answer, to);
        } catch (IOException e) {
            // The host's link has just gone: the answer is lost, as on a real wire.
            answer.clear();
        }
    }

    /** Throws when the responders themselves failed: then silence would mean nothing. */
    public void check() {
        alarm.check();
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
