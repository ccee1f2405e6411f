package flip.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks every server itself under every address, whatever ARP says, from a machine that no cut
 * concerns: so it sees a second server that answers, also when no client happens to find it. Its
 * questions to a server leave under an address of their own, which is routed to that server alone.
 */
public final class Inquiry implements AutoCloseable {
    private static final int VISITOR = 253;
    private static final int FIRST_SOURCE = 200;
    private static final int FIRST_TABLE = 100;
    private static final Duration SHORTEST_GAP = Duration.ofMillis(50);

    private final Serving serving;
    private final Alarm alarm = new Alarm("the inquiry");
    private final List<InetAddress> addresses;
    private final Duration period;
    private final Map<DatagramChannel, String> servers;
    private final Selector selector;
    private final Thread thread = new Thread(this::ask, "lab-inquiry");
    private volatile boolean closing;

    private Inquiry(
            List<InetAddress> addresses,
            Duration period,
            Map<DatagramChannel, String> servers,
            Selector selector) {
        this.addresses = addresses;
        this.period = period;
        this.servers = servers;
        this.selector = selector;
        Duration few = period.multipliedBy(4);
        this.serving = new Serving(few.compareTo(SHORTEST_GAP) > 0 ? few : SHORTEST_GAP);
    }

    /** Begins to ask all servers, each under every one of these IPv4 addresses once a period. */
    public static Inquiry open(Hosts hosts, List<String> addresses, Duration period) {
        try {
            Host visitor = hosts.visitor("visitor", VISITOR);
            Selector selector = Selector.open();
            Map<DatagramChannel, String> servers = new LinkedHashMap<>();
            for (Host server : hosts.servers()) {
                DatagramChannel channel = towards(server, visitor, servers.size());
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                servers.put(channel, server.name());
            }
            List<InetAddress> parsed = addresses.stream().map(Inquiry::parsed).toList();
            Inquiry inquiry = new Inquiry(parsed, period, servers, selector);
            inquiry.thread.setDaemon(true);
            inquiry.thread.start();
            return inquiry;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetAddress parsed(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address + " is not an address", e);
        }
    }

    /** A socket whose datagrams all go to that server, whoever may have their target. */
    private static DatagramChannel towards(Host server, Host visitor, int number) {
        String source = Hosts.NET + (FIRST_SOURCE + number);
        String table = Integer.toString(FIRST_TABLE + number);
        String card = server.namespace().run("cat", "/sys/class/net/eth0/address").strip();
        Netns inside = visitor.namespace();
        inside.ip("address", "add", source + "/32", "dev", Host.INTERFACE);
        inside.ip(
                "neighbour",
                "replace",
                server.ip(),
                "lladdr",
                card,
                "dev",
                Host.INTERFACE,
                "nud",
                "permanent");
        inside.ip(
                "route",
                "add",
                Hosts.SERVICE_NET,
                "via",
                server.ip(),
                "dev",
                Host.INTERFACE,
                "table",
                table);
        inside.ip("rule", "add", "from", source, "lookup", table);
        return inside.call(
                () -> DatagramChannel.open().bind(new InetSocketAddress(parsed(source), 0)));
    }

    /** Who answered so far. Throws when the inquiry itself failed. */
    public Serving serving() {
        alarm.check();
        return serving;
    }

    private void ask() {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(Client.ANSWER_LIMIT_BYTES);
            long next = System.nanoTime();
            while (!closing) {
                long now = System.nanoTime();
                if (now >= next) {
                    for (DatagramChannel channel : servers.keySet()) {
                        askAll(channel, buffer);
                    }
                    next = Math.max(next + period.toNanos(), now);
                }
                long left = next - System.nanoTime();
                if (left > 0) {
                    selector.select(Math.max(1, left / 1_000_000));
                    selector.selectedKeys().clear();
                }
                for (DatagramChannel channel : servers.keySet()) {
                    receiveAll(channel, buffer);
                }
            }
        } catch (IOException | RuntimeException e) {
            alarm.raise(e);
        }
    }

    private void askAll(DatagramChannel channel, ByteBuffer buffer) throws IOException {
        for (int number = 0; number < addresses.size(); number++) {
            buffer.clear().putInt(number).putLong(System.nanoTime()).flip();
            channel.send(buffer, new InetSocketAddress(addresses.get(number), Client.PORT));
        }
    }

    private void receiveAll(DatagramChannel channel, ByteBuffer buffer) throws IOException {
        String server = servers.get(channel);
        buffer.clear();
        while (channel.receive(buffer) != null) {
            long now = System.nanoTime();
            buffer.flip();
            InetAddress address = addresses.get(buffer.getInt());
            long askedAt = buffer.getLong();
            String host = StandardCharsets.UTF_8.decode(buffer).toString();
            if (!host.equals(server)) {
                throw new IllegalStateException(server + " was asked, and " + host + " answered");
            }
            serving.answered(address.getHostAddress(), host, askedAt, now);
            buffer.clear();
        }
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join();
            selector.close();
            for (DatagramChannel channel : servers.keySet()) {
                channel.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
