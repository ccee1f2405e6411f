package flip.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The agents of one cluster: each started by the launcher on its own host, with its own folder. */
public final class Agents implements AutoCloseable {
    private static final int TOLD_LINES = 60;
    private static final Duration RELEASE_LIMIT = Duration.ofSeconds(30);

    /** Longer than the command itself waits. */
    private static final Duration RECOVER_LIMIT = Duration.ofSeconds(90);

    private final Laboratory lab;
    private final ClusterFile file;
    private final Path folder;
    private final Map<String, Daemon> running = new TreeMap<>();

    private Agents(Laboratory lab, ClusterFile file, Path folder) {
        this.lab = lab;
        this.file = file;
        this.folder = folder;
    }

    /** Nothing is started yet. What the agents write goes to a new folder. */
    public static Agents of(Laboratory lab, ClusterFile file) {
        return new Agents(lab, file, Repository.newScratch("agents"));
    }

    /** Starts the agent of every server in the file. */
    public void startAll() {
        file.serverIds().forEach(this::start);
    }

    /** Starts the agent of a server on the host of the same name, with the cluster's file. */
    public Daemon start(String id) {
        return start(id, id, file);
    }

    /** Starts an agent on a host, under an id and with a file that may be wrong. */
    public Daemon start(String host, String id, ClusterFile with) {
        return run(host, host, launch(write(host, host, with), id));
    }

    /** Starts one more agent on a host, in the folder of the first, with a file of its own. */
    Daemon startBeside(String host, String name, ClusterFile with) {
        return run(host, name, launch(write(host, name, with), host));
    }

    /** Starts the agent of a host when a shell there has done something for it and it alone. */
    public Daemon startAfter(String host, String shell) {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", shell + " && exec \"$@\"", "sh"));
        command.addAll(launch(write(host, host, file), host));
        return run(host, host, command);
    }

    /** Starts an agent on a host that sees the same files as another program there. */
    Daemon startInside(Daemon machine, String host, String id, Path written) {
        List<String> command =
                new ArrayList<>(
                        List.of("nsenter", "--mount=/proc/" + machine.pid() + "/ns/mnt", "--"));
        command.addAll(launch(written, id));
        return run(host, id, command);
    }

    /** An operator says there that these are lost for good; returns the exit code of that. */
    int recover(String host, String... lost) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(Repository.launcher().toString(), "recover", "--lost"));
        command.addAll(List.of(lost));
        command.addAll(List.of("--yes", "-s", socket(host).toString()));
        Daemon recover =
                Daemon.start(lab.host(host), command, Map.of(), folder.resolve("recover.log"));
        if (!recover.awaitEnd(RECOVER_LIMIT)) {
            recover.kill();
            throw new IllegalStateException("flip recover does not end: " + recover.lines());
        }
        return recover.exitCode();
    }

    /** What a service manager runs when the agent of a host has ended; returns its exit code. */
    int release(String host) {
        List<String> command =
                List.of(
                        Repository.launcher().toString(),
                        "release",
                        "-c",
                        write(host, host, file).toString(),
                        "-n",
                        host);
        Daemon release =
                Daemon.start(lab.host(host), command, Map.of(), folder.resolve("release.log"));
        if (!release.awaitEnd(RELEASE_LIMIT)) {
            release.kill();
            throw new IllegalStateException("flip release does not end: " + release.lines());
        }
        return release.exitCode();
    }

    /** Starts a command about a host there, when a shell has done something for it alone. */
    Daemon look(String host, String shell, String command) {
        List<String> words =
                List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-c",
                        shell + " && exec \"$@\"",
                        "sh",
                        Repository.launcher().toString(),
                        command,
                        "-c",
                        write(host, host, file).toString(),
                        "-n",
                        host);
        return Daemon.start(lab.host(host), words, Map.of(), folder.resolve(command + ".log"));
    }

    private Path write(String host, String name, ClusterFile with) {
        try {
            Files.createDirectories(dataDir(host));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return with.write(folder.resolve(name + ".json"), dataDir(host), socket(name));
    }

    private static List<String> launch(Path written, String id) {
        return List.of(
                Repository.launcher().toString(), "agent", "-c", written.toString(), "-n", id);
    }

    private Daemon run(String host, String name, List<String> command) {
        Daemon daemon =
                Daemon.start(lab.host(host), command, Map.of(), folder.resolve(name + ".log"));
        running.put(name, daemon);
        return daemon;
    }

    /** The agent that was last started under this name. */
    public Daemon agent(String name) {
        Daemon daemon = running.get(name);
        if (daemon == null) {
            throw new IllegalArgumentException(
                    "no agent " + name + " was started: " + running.keySet());
        }
        return daemon;
    }

    /** Where the agents of this cluster write. */
    public Path folder() {
        return folder;
    }

    /** Where the agent on this host keeps what it must remember. */
    public Path dataDir(String host) {
        return folder.resolve(host + "-data");
    }

    /** The management socket of the agent on this host. */
    public Path socket(String host) {
        return folder.resolve(host + ".sock");
    }

    /** The disk of this host is lost: what its agent remembered is gone. */
    public void wipeDisk(String host) {
        try (Stream<Path> found = Files.walk(dataDir(host))) {
            for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What each agent printed last, for whoever reads of a failed test. */
    public String tell() {
        StringBuilder text = new StringBuilder();
        running.forEach(
                (name, daemon) -> {
                    List<String> lines = daemon.lines();
                    List<String> last =
                            lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size());
                    text.append("--- ")
                            .append(name)
                            .append(" (")
                            .append(lines.size())
                            .append(" lines)\n");
                    last.forEach(line -> text.append(line).append('\n'));
                });
        return text.toString();
    }

    @Override
    public void close() {
        for (Daemon daemon : running.values()) {
            if (daemon.isRunning()) {
                daemon.signal(Daemon.CONTINUE);
                daemon.kill();
            }
        }
        if (!running.values().stream().allMatch(each -> each.awaitEnd(Duration.ofSeconds(10)))) {
            throw new IllegalStateException("an agent survives: " + running.keySet());
        }
    }
}
