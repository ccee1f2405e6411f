package flip.agent.process;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A process that has as many runs at a time as lower something: {@link ManyRunsTest} limits it. */
final class ManyRuns {
    /** What an agent has in memory beside them, generously. */
    private static final int BALLAST_BYTES = 8 * 1024 * 1024;

    private ManyRuns() {}

    /** Of the script that says "up" and waits for a line from the named pipe that it is given. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Path gate = Path.of(arguments[1]);
        byte[] ballast = new byte[BALLAST_BYTES];
        CountDownLatch up = new CountDownLatch(ScriptRunner.MOST_LOWERING);
        List<CompletableFuture<ScriptEnd>> ends = new ArrayList<>();
        try (ScriptRunner runner = new ScriptRunner(new ScriptFolders(List.of(folder)));
                RandomAccessFile lines = new RandomAccessFile(gate.toFile(), "rw")) {
            for (int i = 0; i < ScriptRunner.MOST_LOWERING; i++) {
                ScriptRun run =
                        new ScriptRun(
                                i,
                                "wait",
                                List.of(gate.toString()),
                                Map.of(),
                                folder,
                                Duration.ofHours(1),
                                true,
                                ScriptRun.NO_LEASE);
                ends.add(runner.run(run, line -> up.countDown()));
            }
            if (!up.await(2, TimeUnit.MINUTES)) {
                throw new AssertionError(up.getCount() + " of them are not up");
            }
            lines.write(
                    "\n".repeat(ScriptRunner.MOST_LOWERING).getBytes(StandardCharsets.US_ASCII));
            for (CompletableFuture<ScriptEnd> end : ends) {
                ScriptEnd how = end.get(2, TimeUnit.MINUTES);
                if (!(how instanceof ScriptEnd.Succeeded)) {
                    throw new AssertionError(how.toString());
                }
            }
        }
        System.out.println(ends.size() + " ran beside " + ballast.length + " bytes");
    }
}
