package flip.lab.faults;

import flip.lab.e2e.AgentStatus;
import flip.lab.e2e.Agents;
import flip.lab.e2e.ClusterFile;
import flip.lab.e2e.Daemon;
import flip.lab.e2e.Laboratory;
import flip.lab.e2e.Timings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** flip's agents on three to five servers. */
final class FlipCluster implements Subject {
    private static final String DRIVER = "ip_driver";
    private static final Duration END_LIMIT = Duration.ofSeconds(40);

    private final Laboratory lab;
    private final Agents agents;
    private final ClusterFile file;
    private final Timings timings;
    private final boolean driven;
    private final Preparation preparation;
    private final Map<String, Daemon> running = new TreeMap<>();

    FlipCluster(Laboratory lab, Cell cell, Setup setup) {
        this.lab = lab;
        this.timings = cell.timings();
        this.driven = setup.isDriven();
        this.preparation = cell.preparation();
        this.file = file(lab, cell).policy(setup.isStop() ? "stop" : "freeze");
        if (driven) {
            file.driver(DRIVER);
            file.system(ClusterFile.SYSTEM).addProperty("kernel_lease", true);
        }
        this.agents = Agents.of(lab, file);
        preparation.change(file, agents.folder());
    }

    /** The documented cluster where it has the size that is wanted; else each server carries. */
    private static ClusterFile file(Laboratory lab, Cell cell) {
        if (cell.size().isDocumented()) {
            return ClusterFile.documented(lab.hosts(), cell.timings());
        }
        ClusterFile file = ClusterFile.bare(cell.timings());
        lab.hosts().servers().forEach(host -> file.server(host, true));
        file.addresses(cell.size().addressList().toArray(String[]::new));
        return file;
    }

    @Override
    public List<String> servers() {
        return file.serverIds();
    }

    @Override
    public Duration period() {
        return timings.gossipInterval();
    }

    @Override
    public Duration detection() {
        return timings.pingTimeout().plus(timings.guard());
    }

    @Override
    public void start(String server) {
        String shell = preparation.shell(agents, server);
        running.put(
                server, shell.isEmpty() ? agents.start(server) : agents.startAfter(server, shell));
    }

    @Override
    public void stop(String server) {
        Daemon agent = agent(server);
        agent.signal(Daemon.TERM);
        if (!agent.awaitEnd(END_LIMIT)) {
            throw new IllegalStateException("the agent of " + server + " does not end");
        }
    }

    /** The agent that was last started on a server. */
    Daemon agent(String server) {
        Daemon agent = running.get(server);
        if (agent == null) {
            throw new IllegalArgumentException("no agent was started on " + server);
        }
        return agent;
    }

    Agents agents() {
        return agents;
    }

    @Override
    public List<Integer> processes(String server, Who who) {
        return switch (who) {
            case AGENT -> List.of(agent(server).pid());
            case DRIVER -> driver(server);
            case AGENT_AND_DRIVER -> {
                List<Integer> both = new ArrayList<>(driver(server));
                both.add(agent(server).pid());
                yield both;
            }
            case ALL -> lab.host(server).namespace().processes();
        };
    }

    /** Its lock says which process it is. */
    private List<Integer> driver(String server) {
        if (!driven) {
            return List.of();
        }
        Path lock = agents.dataDir(server).resolve(DRIVER + ".lock");
        try {
            return List.of(Integer.parseInt(Files.readString(lock).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException("no driver on " + server, e);
        }
    }

    @Override
    public boolean isWhole() {
        return servers().stream().allMatch(this::saysThatAllAreUp);
    }

    private boolean saysThatAllAreUp(String server) {
        try {
            AgentStatus status = AgentStatus.ask(agents.socket(server));
            return servers().stream().allMatch(each -> status.stateOf(each).equals("up"));
        } catch (IOException e) {
            return false; // It is not up yet: whoever asks will ask again.
        }
    }

    @Override
    public String tell() {
        StringBuilder text = new StringBuilder();
        running.forEach(
                (server, agent) -> {
                    text.append("--- ").append(server).append('\n');
                    agent.lines().forEach(line -> text.append(line).append('\n'));
                });
        return text.toString();
    }

    @Override
    public void close() {
        agents.close();
    }
}
