package flip.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Why a script that is there could not be started, in one sentence. */
final class StartProblem {
    private static final int LONGEST_FIRST_LINE_BYTES = 256;

    private static final String OUT_OF_PROCESSES =
            "this host is out of processes or memory: free some, or raise the limit of the agent";

    private StartProblem() {}

    /** There is not even a thread to be had for it. */
    static String withoutThread(String name) {
        return "%s cannot be started: %s".formatted(name, OUT_OF_PROCESSES);
    }

    /** Something that it takes to start it did not answer. */
    static String tooSlow(String name, Duration limit) {
        return "script %s was not started within %d ms: its folder, or the one for temporary files, does not answer"
                .formatted(name, limit.toMillis());
    }

    /** While it waited its lease ended, and no new one was granted. */
    static String unleased(String name) {
        return "script %s is not started: the lease is over".formatted(name);
    }

    static String sentence(Path script, Path workingDirectory, Exception problem) {
        if (!Files.isDirectory(workingDirectory)) {
            return "script %s cannot be started in folder %s, which is not there: make it"
                    .formatted(script, workingDirectory);
        }
        return missingInterpreter(script)
                .orElseGet(
                        () ->
                                "script %s cannot be started: %s"
                                        .formatted(script, inWords(problem)));
    }

    /** The kernel says "no such file" of the script when it means its interpreter. */
    private static Optional<String> missingInterpreter(Path script) {
        String first = firstLine(script);
        if (!first.startsWith("#!")) {
            return Optional.empty();
        }
        String interpreter = first.substring(2).strip().split("\\s+", 2)[0];
        if (first.endsWith("\r")) {
            return Optional.of(
                    "script %s has the line ends of Windows, so that its interpreter is not found: convert it"
                            .formatted(script));
        }
        if (interpreter.isEmpty() || Files.isExecutable(Path.of(interpreter))) {
            return Optional.empty();
        }
        return Optional.of(
                "script %s asks for interpreter %s, which is not there or not executable: install it or correct the first line"
                        .formatted(script, interpreter));
    }

    private static String firstLine(Path script) {
        try (InputStream in = Files.newInputStream(script)) {
            String start =
                    new String(
                            in.readNBytes(LONGEST_FIRST_LINE_BYTES), StandardCharsets.ISO_8859_1);
            int end = start.indexOf('\n');
            return end < 0 ? start : start.substring(0, end);
        } catch (IOException e) {
            // It is unreadable or gone by now: then the kernel's own words have to do.
            return "";
        }
    }

    private static String inWords(Exception problem) {
        String message = String.valueOf(problem.getMessage());
        if (isErrno(message, 7)) {
            return "its arguments and environment are longer than this system takes: make its config shorter";
        }
        if (isErrno(message, 11) || isErrno(message, 12)) {
            return OUT_OF_PROCESSES;
        }
        if (isErrno(message, 13)) {
            return "permission denied: its file system may be mounted noexec, or a folder above it closed to user "
                    + System.getProperty("user.name");
        }
        return message.replaceAll("\\p{Cntrl}", "?");
    }

    /** Java 17 says "error=7, Argument list too long", 25 "error: 7 (Argument list too long)". */
    private static boolean isErrno(String message, int number) {
        return message.contains("error=" + number + ",")
                || message.contains("error: " + number + " ");
    }
}
