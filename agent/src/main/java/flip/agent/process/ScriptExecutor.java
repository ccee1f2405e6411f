package flip.agent.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteStreamHandler;

/**
 * Commons Exec's executor for one run: no input, the output where we want it and read by the
 * calling thread, every exit code an answer. Its watchdog is not used: it knows no process but the
 * first, and no signal but TERM.
 */
final class ScriptExecutor extends DefaultExecutor {
    private static final String USUAL_PATH =
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Path workingDirectory;
    private final Output output;
    private final Gate gate;
    private final Consumer<Process> started;

    /** The last look before there is a process, and at what that is told. */
    @FunctionalInterface
    interface Gate {
        void pass(Map<String, String> environment) throws CalledOff;
    }

    @SuppressWarnings("deprecation") // The builder cannot build a subclass.
    ScriptExecutor(
            Path workingDirectory,
            Output output,
            OutputLines lines,
            Gate gate,
            Consumer<Process> started) {
        this.workingDirectory = workingDirectory;
        this.output = output;
        this.gate = gate;
        this.started = started;
        setExitValues(null);
        setStreamHandler(new Reading(output, lines));
    }

    @Override
    protected Process launch(CommandLine command, Map<String, String> environment, Path its)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command.toStrings())
                        .directory(workingDirectory.toFile())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(output.writingEnd());
        plain(builder.environment());
        builder.environment().putAll(environment);
        gate.pass(builder.environment());
        Process process = builder.start();
        started.accept(process);
        return process;
    }

    /** Ours may be told by whoever started us, and would be taken for what this run is about. */
    static void plain(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("FLIP_"));
        environment.putIfAbsent("PATH", USUAL_PATH);
    }

    /** Reads to the end when Commons Exec would start its own threads to do so. */
    private record Reading(Output output, OutputLines lines) implements ExecuteStreamHandler {
        @Override
        public void setProcessInputStream(OutputStream nowhere) {}

        @Override
        public void setProcessOutputStream(InputStream empty) {}

        @Override
        public void setProcessErrorStream(InputStream empty) {}

        @Override
        public void start() {
            output.readTo(lines);
        }

        @Override
        public void stop() {
            lines.end();
        }
    }
}
