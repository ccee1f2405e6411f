package flip.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A client that asks every address a question every few milliseconds and notes who answers. */
public final class Client implements AutoCloseable {
    /** Where the responders listen and the client asks. */
    static final int PORT = 7007;

    /** The number of an address and the moment of asking. */
    static final int QUESTION_BYTES = Integer.BYTES + Long.BYTES;

    static final int ANSWER_LIMIT_BYTES = 256;

    private final Answers answers = new Answers();
    private final Alarm alarm = new Alarm("the client");
    private final List<InetAddress> addresses;
    private final Duration period;
    private final DatagramChannel channel;
    private final Selector selector;
    private final Thread thread = new Thread(this::ask, "lab-client");
    private volatile boolean closing;
    private final AtomicLong refused = new AtomicLong();

    private Client(List<InetAddress> addresses, Duration period, DatagramChannel channel)
            throws IOException {
        this.addresses = addresses;
        this.period = period;
        this.channel = channel;
        this.selector = channel.provider().openSelector();
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    /** Begins to ask, from the client's host. The addresses are all IPv4 or all IPv6. */
    public static Client open(Hosts hosts, List<InetAddress> addresses, Duration period) {
        boolean six = addresses.get(0).getAddress().length > Integer.BYTES;
        try {
            DatagramChannel channel =
                    hosts.client()
                            .namespace()
                            .call(
                                    () ->
                                            DatagramChannel.open(
                                                    six
                                                            ? StandardProtocolFamily.INET6
                                                            : StandardProtocolFamily.INET));
            Client client = new Client(addresses, period, channel);
            client.thread.setDaemon(true);
            client.thread.start();
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was answered so far. Throws when the client itself failed. */
    public Answers answers() {
        alarm.check();
        return answers;
    }

    /** How many questions could not even be sent, as there was no route or no carrier. */
    public long refused() {
        return refused.get();
    }

    private void ask() {
        try {
            ByteBuffer buffer = ByteBuffer.allocate(ANSWER_LIMIT_BYTES);
            long next = System.nanoTime();
            while (!closing) {
                long now = System.nanoTime();
                if (now >= next) {
                    for (int number = 0; number < addresses.size(); number++) {
                        send(number, buffer);
                    }
                    next = Math.max(next + period.toNanos(), now);
                }
                long left = next - System.nanoTime();
                if (left > 0) {
                    selector.select(Math.max(1, left / 1_000_000));
                    selector.selectedKeys().clear();
                }
                receiveAll(buffer);
            }
        } catch (IOException | RuntimeException e) {
            alarm.raise(e);
        }
    }

    private void send(int number, ByteBuffer buffer) {
        buffer.clear().putInt(number).putLong(System.nanoTime()).flip();
        try {
            channel.send(buffer, new InetSocketAddress(addresses.get(number), PORT));
        } catch (IOException e) {
            // No carrier or no route: to the client this is a question without an answer.
            refused.incrementAndGet();
        }
    }

    private void receiveAll(ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (channel.receive(buffer) != null) {
            long now = System.nanoTime();
            buffer.flip();
            InetAddress address = addresses.get(buffer.getInt());
            long askedAt = buffer.getLong();
            String host = StandardCharsets.UTF_8.decode(buffer).toString();
            answers.add(address.getHostAddress(), new Answers.Answer(host, askedAt, now));
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
            channel.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
