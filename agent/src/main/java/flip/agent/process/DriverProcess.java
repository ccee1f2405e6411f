package flip.agent.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process of a driver, or of another resident program: bounded lines in and out. Whoever speaks
 * to it never waits for it: a thread of its own writes, so that one that hangs holds up nobody.
 */
final class DriverProcess {
    /** Of a line, as docs/driver.md says; what goes beyond is cut off. */
    static final int LONGEST_LINE_BYTES = 1 << 20;

    /** Of a line on standard error. */
    private static final int LONGEST_COMPLAINT_BYTES = 1024;

    /** That it has not read: a few for each datum that one server can sensibly hold. */
    private static final int MOST_UNREAD = 50_000;

    /** After it has ended, for what it said last. */
    private static final long LAST_WORDS_MILLIS = 1000;

    /** After its input was closed, or its output is at its end, before it is killed. */
    static final long GRACE_MILLIS = 2000;

    private static final List<String> SESSION_STARTERS = List.of("/usr/bin/setsid", "/bin/setsid");
    private static final String END = "";
    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final Process process;
    private final BlockingQueue<String> unwritten = new ArrayBlockingQueue<>(MOST_UNREAD);

    /** Told what happens to it, on threads of its own. */
    interface Listener {
        void said(DriverProcess from, String line);

        /** On its standard error. */
        void complained(String line);

        void ended(DriverProcess which, int exitCode);
    }

    DriverProcess(Process process) {
        this.process = process;
    }

    /** Starts it with its lock, in that folder. */
    static DriverProcess start(Path file, Path lock, Path folder) throws IOException {
        return start(List.of(file.toString(), lock.toString()), folder);
    }

    /** Starts it in that folder. */
    static DriverProcess start(Path file, Path folder) throws IOException {
        return start(List.of(file.toString()), folder);
    }

    /** In a session of its own where that can be had. */
    private static DriverProcess start(List<String> words, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        SESSION_STARTERS.stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .ifPresent(command::add);
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        ScriptExecutor.plain(builder.environment());
        return new DriverProcess(builder.start());
    }

    /** What it says is told from now on. */
    void begin(String name, Listener listener) {
        Thread reader = thread(name + "-answers", () -> readAnswers(listener));
        thread(name + "-errors", () -> readComplaints(listener)).start();
        thread(name + "-requests", this::write).start();
        reader.start();
        thread(name + "-end", () -> awaitEnd(reader, listener)).start();
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, "flip-driver-" + name);
        thread.setDaemon(true);
        return thread;
    }

    long pid() {
        return process.pid();
    }

    /** Whether it will be told: not when it has not read for long. */
    boolean tell(String line) {
        return unwritten.offer(line + "\n");
    }

    /** It is to give everything back, and to end. */
    void closeInput() {
        if (!unwritten.offer(END)) {
            kill();
        }
    }

    /** With its children: they have its lock. Once it has ended its number may be another's. */
    void kill() {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    boolean awaitEnd(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    /** What is there is written at once: a driver that reads it together is faster. */
    private void write() {
        List<String> lines = new ArrayList<>();
        try (OutputStream out = process.getOutputStream()) {
            while (true) {
                lines.add(unwritten.take());
                unwritten.drainTo(lines);
                int end = lines.indexOf(END);
                String text = String.join("", end < 0 ? lines : lines.subList(0, end));
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
                if (end >= 0) {
                    return;
                }
                lines.clear();
            }
        } catch (IOException e) {
            log.debug("process {} reads no more: {}", pid(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAnswers(Listener listener) {
        read(process.getInputStream(), LONGEST_LINE_BYTES, line -> listener.said(this, line));
        closeInput(); // Who says nothing any more is asked for nothing any more.
        try {
            if (!awaitEnd(GRACE_MILLIS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readComplaints(Listener listener) {
        read(process.getErrorStream(), LONGEST_COMPLAINT_BYTES, listener::complained);
    }

    private static void read(InputStream stream, int longest, OutputSink sink) {
        byte[] line = new byte[Math.min(longest, LONGEST_COMPLAINT_BYTES)];
        int length = 0;
        try (InputStream in = new BufferedInputStream(stream)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    sink.line(new String(line, 0, length, StandardCharsets.UTF_8));
                    length = 0;
                } else if (length < longest) {
                    if (length == line.length) {
                        line = Arrays.copyOf(line, Math.min(longest, 2 * length));
                    }
                    line[length++] = (byte) next;
                }
            }
        } catch (IOException e) {
            log.debug("a driver's output ended: {}", e.getMessage());
        }
    }

    /** Its children may have its output still: then what it said last is there within a moment. */
    private void awaitEnd(Thread reader, Listener listener) {
        try {
            int exitCode = process.waitFor();
            reader.join(LAST_WORDS_MILLIS);
            unwritten.offer(END);
            listener.ended(this, exitCode);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
