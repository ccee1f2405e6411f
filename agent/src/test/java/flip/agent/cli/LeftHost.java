package flip.agent.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.agent.Main;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.agent.disk.PromiseFile;
import flip.membership.Ballot;
import flip.membership.MayHold;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import flip.membership.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A host that an agent has left: its promise, and a script that says what it lowered. */
final class LeftHost {
    static final long EPOCH = 12;

    private static final long IDENTITY = 7;

    private final Path folder;

    LeftHost(Path folder) throws IOException {
        this.folder = folder;
        Documented.script(folder, "ip_down", "echo \"$FLIP_SERVER $1 $2\" >> " + done());
    }

    /** How {@code flip release} ended. */
    record Ended(int code, List<String> out, String err) {}

    /** What the script did. */
    Path done() {
        return folder.resolve("done");
    }

    Path data() {
        return folder.resolve("data");
    }

    Ended release(Path file, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Commands.run(
                        arguments(file, more),
                        (config, id) -> {
                            throw new AssertionError("nobody starts an agent here");
                        },
                        new PrintWriter(out),
                        new PrintWriter(err));
        return new Ended(code, out.toString().lines().toList(), err.toString());
    }

    /** The same by root for whom the permissions of files count as for anybody. */
    Ended releaseWithoutPrivileges(Path file, String... more) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "setpriv",
                                "--inh-caps=-dac_override,-dac_read_search",
                                "--bounding-set=-dac_override,-dac_read_search"));
        return inProcess(command, file, more);
    }

    /** The same by a service manager that keeps the data_dir. */
    Ended releaseAsService(Path file, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("env", "STATE_DIRECTORY=" + data()));
        return inProcess(command, file, more);
    }

    private Ended inProcess(List<String> command, Path file, String... more) throws Exception {
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName()));
        command.addAll(List.of(arguments(file, more)));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("flip release hangs");
            }
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readAllLines(out), Files.readString(err));
    }

    private static String[] arguments(Path file, String... more) {
        List<String> all = new ArrayList<>(List.of("release", "-c", file.toString()));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Writes down that these addresses may be held on each of these interfaces. */
    void remember(String server, List<String> addresses, String... interfaces) throws IOException {
        String text = agreed(Documented.in(folder));
        ImmutableList.Builder<MayHold.Part> parts = ImmutableList.builder();
        for (String one : interfaces) {
            parts.add(
                    new MayHold.Part(
                            text.replace("lo0", one)
                                    .replace("\"192.168.0.1\"", "\"192.168.0.1\",\"192.168.0.9\""),
                            ImmutableSortedMap.of("ip", ImmutableSortedSet.copyOf(addresses))));
        }
        Promise promise =
                new Promise(
                        IDENTITY,
                        1,
                        1,
                        knowing(server),
                        Ballot.ZERO,
                        Ballot.ZERO,
                        View.NONE,
                        text,
                        "",
                        new MayHold(false, parts.build()));
        try (PromiseFile file = PromiseFile.open(data())) {
            file.store(Wire.encodePromise(promise));
        }
    }

    private static View knowing(String server) {
        return new View(
                1,
                1,
                EPOCH,
                0,
                1,
                Duration.ofSeconds(2),
                1,
                ImmutableSortedMap.of(
                        new ServerId(server), new Standing(IDENTITY, Standing.State.UP, 1, true)),
                ImmutableSortedSet.of());
    }

    private static String agreed(Path file) {
        Reading reading = ConfigurationFile.read(file, new OwnId.Named("flip1"), false);
        return ((Reading.Accepted) reading).settings().catalog().configuration().text();
    }
}
