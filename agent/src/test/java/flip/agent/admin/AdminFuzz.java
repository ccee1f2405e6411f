package flip.agent.admin;

import flip.agent.admin.StatusReport.Health;
import flip.agent.fuzz.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Any bytes at the management socket are answered in HTTP or the connection is closed: at once, or
 * once nothing came for a while.
 */
public final class AdminFuzz {
    private static final int BYTES_EACH = 2_000;

    private AdminFuzz() {}

    private record Source() implements AdminSource {
        @Override
        public CompletionStage<StatusReport> status(Executor maker) {
            return CompletableFuture.completedFuture(Reports.of(Health.DEGRADED));
        }

        @Override
        public CompletionStage<String> plan(List<String> down, List<String> up, Executor maker) {
            return down.equals(up)
                    ? CompletableFuture.completedFuture("{}")
                    : CompletableFuture.failedFuture(
                            new IllegalArgumentException("no server " + down + up));
        }

        @Override
        public CompletionStage<byte[]> dump() {
            return CompletableFuture.completedFuture(new byte[] {31, -117, 8});
        }

        @Override
        public CompletionStage<RecoveryReport> recover(List<String> lost) {
            return CompletableFuture.completedFuture(
                    lost.contains("here")
                            ? RecoveryReport.refused("here was heard 5 ms ago")
                            : new RecoveryReport(RecoveryReport.ASKING, "asks " + lost, ""));
        }

        @Override
        public CompletionStage<RecoveryReport> recovery() {
            return CompletableFuture.completedFuture(
                    new RecoveryReport(RecoveryReport.NONE, "", ""));
        }
    }

    /** The last before the socket. */
    private static final class Writes extends ChannelOutboundHandlerAdapter {
        private boolean late;

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // Who writes has the promise.
        public void write(ChannelHandlerContext context, Object bytes, ChannelPromise promise) {
            late |= !context.channel().isActive() && isOurs(bytes);
            context.write(bytes, promise);
        }

        /** Netty itself refuses a body that is too long, whether anybody listens or not. */
        private static boolean isOurs(Object bytes) {
            return bytes instanceof ByteBuf text
                    && text.toString(StandardCharsets.UTF_8).contains("application/json");
        }
    }

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        Limits.hold(input, BYTES_EACH, () -> connection(input));
    }

    private static void connection(byte[] input) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        Writes writes = new Writes();
        channel.pipeline().addLast(writes, new AdminServer.Connections(new Source()));
        try {
            int half = input.length / 2;
            came(channel, Unpooled.copiedBuffer(input, 0, half));
            came(channel, Unpooled.copiedBuffer(input, half, input.length - half));
            answered(channel);
            channel.advanceTimeBy(AdminServer.IDLE_TIMEOUT.toSeconds() + 1, TimeUnit.SECONDS);
            channel.runPendingTasks();
            channel.runScheduledPendingTasks();
            if (channel.isOpen()) {
                throw new AssertionError("it hangs");
            }
            if (writes.late) {
                throw new AssertionError("something is written where nobody listens any more");
            }
            channel.checkException();
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static void came(EmbeddedChannel channel, ByteBuf bytes) {
        if (channel.isOpen()) {
            channel.writeInbound(bytes);
            channel.runPendingTasks();
        } else {
            bytes.release();
        }
    }

    private static void answered(EmbeddedChannel channel) {
        StringBuilder said = new StringBuilder();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            said.append(part.toString(StandardCharsets.UTF_8));
            part.release();
        }
        if (!said.isEmpty() && !said.toString().startsWith("HTTP/1.1 ")) {
            throw new AssertionError("that is no HTTP: " + said);
        }
    }
}
