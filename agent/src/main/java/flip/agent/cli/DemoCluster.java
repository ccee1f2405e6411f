package flip.agent.cli;

import com.google.gson.JsonParseException;
import flip.agent.admin.StatusReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The demo's servers: what can be done to them, and what they show. */
final class DemoCluster implements AutoCloseable {
    private final Stage stage;
    private final DemoConfig config;
    private final Path folder;
    private final boolean[] on;
    private boolean connected = true;

    DemoCluster(Stage stage, DemoConfig config, Path folder) {
        this.stage = stage;
        this.config = config;
        this.folder = folder;
        this.on = new boolean[config.servers().size()];
    }

    DemoConfig config() {
        return config;
    }

    Stage stage() {
        return stage;
    }

    boolean isOn(int server) {
        return on[server];
    }

    boolean isConnected() {
        return connected;
    }

    Path socket(int server) {
        return folder.resolve(config.servers().get(server)).resolve("flip.sock");
    }

    Path log(int server) {
        return folder.resolve(config.servers().get(server)).resolve("agent.log");
    }

    void powerOn(int server) throws CommandFailed {
        stage.powerOn(server);
        on[server] = true;
    }

    void powerOff(int server) {
        on[server] = false;
        stage.powerOff(server);
    }

    void connect(boolean connected) throws CommandFailed {
        stage.connect(connected);
        this.connected = connected;
    }

    Scene look() {
        List<Scene.Actor> actors = new ArrayList<>();
        for (int server = 0; server < on.length; server++) {
            Optional<StatusReport> report = on[server] ? report(server) : Optional.empty();
            actors.add(
                    new Scene.Actor(
                            config.servers().get(server),
                            on[server],
                            report,
                            held(server, report)));
        }
        return new Scene(actors, connected);
    }

    @Override
    public void close() {
        stage.close();
    }

    private List<String> held(int server, Optional<StatusReport> report) {
        return stage.held(server)
                .orElseGet(() -> report.map(DemoCluster::aliveThere).orElse(List.of()));
    }

    private static List<String> aliveThere(StatusReport report) {
        return report.systems().values().stream()
                .flatMap(system -> system.data().entrySet().stream())
                .filter(datum -> datum.getValue().here().equals("alive"))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private Optional<StatusReport> report(int server) {
        try {
            AdminClient.Answer answer = new AdminClient(socket(server)).get("/v1/status");
            return answer.isOk()
                    ? Optional.of(StatusReport.fromJson(answer.body()))
                    : Optional.empty();
        } catch (CommandFailed | JsonParseException e) {
            return Optional.empty(); // It is starting, or going.
        }
    }
}
