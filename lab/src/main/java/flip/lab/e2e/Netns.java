package flip.lab.e2e;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One network namespace under /run/netns: the network side of one server. */
public record Netns(String name) {
    private static final Path FOLDER = Path.of("/run/netns");
    private static final long ENTER_LIMIT_SECONDS = 20;
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    public static final int KILL = 9;

    static Netns create(String name) {
        Command.run("ip", "netns", "add", name);
        return new Netns(name);
    }

    static List<Netns> all() {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        List<Netns> found = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(FOLDER)) {
            names.forEach(each -> found.add(new Netns(each.getFileName().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Kills what runs here and removes the namespace; the interfaces in it vanish with it. */
    void delete() {
        killAll();
        Command.run("ip", "netns", "delete", name);
    }

    /** The command line that runs a command in here. */
    public List<String> inside(List<String> command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
        words.addAll(command);
        return words;
    }

    /** Runs a short command in here that has to succeed. */
    public String run(String... command) {
        return Command.run(inside(List.of(command)).toArray(String[]::new));
    }

    /** Runs {@code ip} with this namespace's interfaces. */
    public String ip(String... arguments) {
        List<String> words = new ArrayList<>(List.of("ip", "-n", name));
        words.addAll(List.of(arguments));
        return Command.run(words.toArray(String[]::new));
    }

    /**
     * Calls an action on a thread of its own that has entered this namespace. A socket opened there
     * stays in the namespace for good, whichever thread uses it afterwards.
     */
    <T> T call(Callable<T> action) {
        FutureTask<T> task =
                new FutureTask<>(
                        () -> {
                            enter();
                            return action.call();
                        });
        Thread thread = new Thread(task, "lab-" + name);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(ENTER_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted inside " + name, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("inside " + name, e);
        }
    }

    private void enter() {
        int descriptor =
                Linux.open(FOLDER.resolve(name).toString(), Linux.O_RDONLY | Linux.O_CLOEXEC);
        try {
            Linux.setns(descriptor, Linux.CLONE_NEWNET);
        } finally {
            Linux.close(descriptor);
        }
    }

    /** The processes that live in here now. */
    public List<Integer> processes() {
        List<Integer> found = new ArrayList<>();
        try {
            Object mine = Files.getAttribute(FOLDER.resolve(name), "unix:ino");
            String wanted = "net:[" + mine + "]";
            try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                for (Path process : all) {
                    if (wanted.equals(namespaceOf(process))) {
                        found.add(Integer.parseInt(process.getFileName().toString()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String namespaceOf(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/net")).toString();
        } catch (IOException e) {
            // It ended while we were looking, or is ending: it is nowhere.
            return "";
        }
    }

    /** Kills every process in here, as the power going off would. */
    void killAll() {
        // A process may start another between the look and the kill: look until there is none.
        long deadline = System.nanoTime() + KILL_LIMIT.toNanos();
        for (List<Integer> left = processes(); !left.isEmpty(); left = processes()) {
            left.forEach(process -> signal(process, KILL));
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "in " + name + " these survive being killed: " + left);
            }
        }
    }

    /** Sends a signal; says whether there was somebody to get it. */
    public static boolean signal(int process, int number) {
        try {
            Linux.kill(process, number);
            return true;
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Linux.ESRCH) {
                return false;
            }
            throw e;
        }
    }
}
