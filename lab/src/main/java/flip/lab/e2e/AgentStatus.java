package flip.lab.e2e;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What an agent says of itself and its cluster on its management socket. */
public record AgentStatus(JsonObject json) {
    private static final String REQUEST =
            "GET /v1/status HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n";

    /** Asks the agent behind a socket. Throws when nobody answers there. */
    public static AgentStatus ask(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(1 << 14);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return read(answer.toString(StandardCharsets.UTF_8));
        }
    }

    private static AgentStatus read(String answer) throws IOException {
        int body = answer.indexOf("\r\n\r\n");
        if (!answer.startsWith("HTTP/1.1 200 ") || body < 0) {
            throw new IOException("no status, but: " + answer);
        }
        return new AgentStatus(JsonParser.parseString(answer.substring(body)).getAsJsonObject());
    }

    /** The server that says it. */
    public String server() {
        return json.get("server").getAsString();
    }

    /** Whether it may hold data. */
    public boolean leased() {
        return json.getAsJsonObject("lease").get("held").getAsBoolean();
    }

    /** How many promises wait for its disk. */
    public long promisesBehind() {
        return json.getAsJsonObject("disk").get("behind").getAsLong();
    }

    /** What a server is by agreement: up, down, out or unknown. */
    public String stateOf(String server) {
        return json.getAsJsonObject("servers").getAsJsonObject(server).get("state").getAsString();
    }

    /** What has become of a datum on the server that says it: down, raising, alive, lowering. */
    public String here(String system, String datum) {
        return json.getAsJsonObject("systems")
                .getAsJsonObject(system)
                .getAsJsonObject("data")
                .getAsJsonObject(datum)
                .get("here")
                .getAsString();
    }
}
