package flip.agent.cli;

import static java.util.stream.Collectors.joining;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One request to an agent's management socket, with nothing but the JDK. */
final class AdminClient {
    private static final Path FOLDER = Path.of("/run/flip");

    /** Where an agent that runs as root listens, unless its configuration says otherwise. */
    static final Path USUAL = FOLDER.resolve("flip.sock");

    /** Far more than the status of the largest cluster. */
    private static final int LIMIT_BYTES = 16 * 1024 * 1024;

    /** What stands before the answer itself. */
    private static final int LIMIT_HEAD = 4096;

    /** An agent that takes longer hangs. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Path socket;

    AdminClient(Path socket) {
        this.socket = socket;
    }

    /** What came back. */
    static final class Answer {
        private final int status;
        private final byte[] bytes;

        Answer(int status, byte[] bytes) {
            this.status = status;
            this.bytes = bytes;
        }

        boolean isOk() {
            return status == 200;
        }

        /** What was asked for is being done. */
        boolean isTaken() {
            return status == 202;
        }

        String body() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        /** The sentence for people in what came instead. */
        String complaint() {
            String body = body();
            try {
                JsonElement message = JsonParser.parseString(body).getAsJsonObject().get("message");
                return message == null ? body.strip() : message.getAsString();
            } catch (JsonParseException | IllegalStateException e) {
                return body.strip();
            }
        }
    }

    /** The socket that was asked for, or the one of the environment, or the only one there is. */
    static Path socket(String asked) throws CommandFailed {
        String configured = System.getenv("FLIP_SOCKET");
        if (!asked.isEmpty()) {
            return Path.of(asked);
        }
        if (configured != null && !configured.isEmpty()) {
            return Path.of(configured);
        }
        if (Files.exists(USUAL)) {
            return USUAL;
        }
        List<Path> others = others();
        if (others.size() > 1) {
            throw new CommandFailed(
                    ExitCode.NO_AGENT,
                    "several agents are on this host; name the socket of one with -s: "
                            + others.stream().map(Path::toString).collect(joining(", ")));
        }
        return others.isEmpty() ? USUAL : others.get(0);
    }

    /** Agents that share a host call theirs by their ids. */
    private static List<Path> others() {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(FOLDER, "*.sock")) {
            sockets.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // There is no such folder, or it is not ours to look into.
        }
        found.sort(null);
        return found;
    }

    Answer get(String path) throws CommandFailed {
        return asked("GET " + path + " HTTP/1.1\r\nHost: flip\r\nConnection: close\r\n\r\n");
    }

    /** Asks for something to be done; the body is JSON. */
    Answer post(String path, String json) throws CommandFailed {
        return asked(
                "POST "
                        + path
                        + " HTTP/1.1\r\nHost: flip\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Content-Length: "
                        + json.getBytes(StandardCharsets.UTF_8).length
                        + "\r\n\r\n"
                        + json);
    }

    private Answer asked(String request) throws CommandFailed {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            try (Selector selector = Selector.open()) {
                return answer(exchanged(channel, selector, request));
            }
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.NO_AGENT,
                    "no agent answers at " + socket + " (" + reason(e) + "): " + remedy());
        }
    }

    private String remedy() {
        return isHidden(socket) || (Files.exists(socket) && !Files.isWritable(socket))
                ? "do this as root, or as the user that the agent runs as"
                : "start one with `flip agent -c FILE`, or name its socket with -s";
    }

    /** Whether the permissions of a folder keep us from knowing what is there. */
    private static boolean isHidden(Path path) {
        Path above = path.toAbsolutePath().getParent();
        while (above != null && Files.notExists(above)) {
            above = above.getParent();
        }
        return above != null && !(Files.exists(above) && Files.isExecutable(above));
    }

    private String reason(IOException e) {
        if (isHidden(socket)) {
            return "user " + System.getProperty("user.name") + " may not look there";
        }
        if (!Files.exists(socket)) {
            return "there is no such socket";
        }
        return Files.isWritable(socket)
                ? String.valueOf(e.getMessage())
                : "user " + System.getProperty("user.name") + " may not speak to it";
    }

    private static byte[] exchanged(SocketChannel channel, Selector selector, String request)
            throws IOException {
        long until = System.nanoTime() + TIMEOUT.toNanos();
        SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
        ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
        while (out.hasRemaining()) {
            await(selector, until);
            channel.write(out);
        }
        key.interestOps(SelectionKey.OP_READ);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer in = ByteBuffer.allocate(16 * 1024);
        while (channel.read(in) >= 0) {
            all.write(in.array(), 0, in.position());
            if (all.size() > LIMIT_BYTES) {
                throw new IOException("its answer is longer than " + LIMIT_BYTES + " bytes");
            }
            if (in.position() == 0) {
                await(selector, until);
            }
            in.clear();
        }
        return all.toByteArray();
    }

    private static void await(Selector selector, long until) throws IOException {
        long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
        if (left <= 0 || selector.select(left) == 0) {
            throw new IOException("it says nothing for " + TIMEOUT.toSeconds() + " s");
        }
        selector.selectedKeys().clear();
    }

    private static Answer answer(byte[] all) throws IOException {
        String head =
                new String(all, 0, Math.min(all.length, LIMIT_HEAD), StandardCharsets.US_ASCII);
        int headEnd = head.indexOf("\r\n\r\n");
        if (headEnd < 0 || !head.startsWith("HTTP/1.1 ") || headEnd < 12) {
            throw new IOException("what answers is no agent");
        }
        try {
            return new Answer(
                    Integer.parseInt(head.substring(9, 12)),
                    Arrays.copyOfRange(all, headEnd + 4, all.length));
        } catch (NumberFormatException e) {
            throw new IOException("what answers is no agent", e);
        }
    }
}
