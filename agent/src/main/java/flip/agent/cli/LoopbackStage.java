package flip.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All servers on this host's loopback, where the kernel gives us no namespaces: a relay stands
 * between them, so that links can be cut, and the scripts only print.
 */
final class LoopbackStage implements Stage {
    /** Ends the agent when the demo, however it ends, lets go of its standard input. */
    private static final String LEASH =
            "log=$1; shift; \"$@\" >>\"$log\" 2>&1 </dev/null & agent=$!; "
                    + "while read -r _; do :; done; kill -9 $agent 2>/dev/null";

    private static final String PRINTING_SCRIPT =
            "#!/bin/sh\necho \"${FLIP_EVENT:-?} $1, only said and not done\"\n";

    private final Path home;
    private final Path folder;
    private final DemoConfig config;
    private final String reason;
    private final DatagramRelay relay;
    private final Map<Integer, Process> hosts = new TreeMap<>();

    LoopbackStage(Path home, Path folder, DemoConfig config, String reason) throws CommandFailed {
        this.home = home;
        this.folder = folder;
        this.config = config;
        this.reason = reason;
        this.relay = DatagramRelay.open(config.servers().size());
        try {
            config.place(DatagramRelay::publicAddress, relay.port());
            Path scripts = writeScripts();
            for (int server = 0; server < config.servers().size(); server++) {
                config.write(server, folder(server), scripts, DatagramRelay.ownAddress(server));
            }
        } catch (CommandFailed e) {
            relay.close();
            throw e;
        }
    }

    @Override
    public List<String> description() {
        return List.of(
                "no namespaces here (" + reason + "):",
                "all servers on this host's loopback, with scripts that only print");
    }

    @Override
    public String place() {
        return "HOLDS";
    }

    @Override
    public void powerOn(int server) throws CommandFailed {
        String id = config.servers().get(server);
        try {
            hosts.put(
                    server,
                    Programs.builder(
                                    List.of(
                                            "sh",
                                            "-c",
                                            LEASH,
                                            "flip-host",
                                            folder(server).resolve("agent.log").toString(),
                                            home.resolve("bin/flip").toString(),
                                            "agent",
                                            "-c",
                                            folder(server).resolve("flip.json").toString(),
                                            "-n",
                                            id),
                                    folder)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new CommandFailed(ExitCode.FAILED, "cannot start " + id + ": " + e.getMessage());
        }
    }

    @Override
    public void powerOff(int server) {
        Process host = hosts.remove(server);
        if (host != null) {
            NamespaceStage.end(host);
        }
    }

    /** Whether the agent of that host runs. */
    boolean isRunning(int server) {
        Process host = hosts.get(server);
        return host != null && host.children().findAny().isPresent();
    }

    @Override
    public void connect(boolean connected) {
        relay.connect(connected);
    }

    @Override
    public Optional<List<String>> held(int server) {
        return isRunning(server) ? Optional.empty() : Optional.of(List.of());
    }

    @Override
    public void close() {
        for (int server : List.copyOf(hosts.keySet())) {
            powerOff(server);
        }
        relay.close();
    }

    private Path writeScripts() throws CommandFailed {
        Path scripts = folder.resolve("scripts");
        try {
            Files.createDirectories(scripts);
            for (String name : config.scripts()) {
                Path script = scripts.resolve(name + ".sh");
                Files.writeString(script, PRINTING_SCRIPT);
                if (!script.toFile().setExecutable(true)) {
                    throw new IOException(script + " cannot be made executable");
                }
            }
            return scripts;
        } catch (IOException e) {
            throw new CommandFailed(
                    ExitCode.FAILED, "cannot write in " + scripts + ": " + e.getMessage());
        }
    }

    private Path folder(int server) {
        return folder.resolve(config.servers().get(server));
    }
}
