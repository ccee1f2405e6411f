package flip.lab.bench;

import flip.lab.contender.Contender;
import flip.lab.contender.Contenders;
import flip.lab.e2e.Agents;
import flip.lab.e2e.ClusterFile;
import flip.lab.e2e.Daemon;
import flip.lab.e2e.Footprint;
import flip.lab.e2e.Laboratory;
import flip.lab.e2e.Repository;
import flip.lab.e2e.Timings;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The documented cluster of three, with {@code stop}: what it measures against others. */
final class Flip implements Contender {
    static final String PROGRAM = "flip";

    private static final Pattern SUSPICION = Pattern.compile("is suspected by");
    private static final Pattern ALARM = Pattern.compile("view \\d+:.* (down|out)\\b");

    private final Agents agents;
    private final Timings timings;
    private final Map<String, Daemon> running = new TreeMap<>();

    Flip(Laboratory lab, Timings timings) {
        this.agents = Agents.of(lab, ClusterFile.documented(lab.hosts(), timings).policy("stop"));
        this.timings = timings;
    }

    /** Why it cannot be measured here; empty when it can. */
    static Optional<String> whyNot() {
        return Files.isExecutable(Repository.launcher())
                ? Optional.empty()
                : Optional.of("there is no bin/flip to start");
    }

    static String name(Timings timings) {
        return PROGRAM + " " + timings;
    }

    @Override
    public String name() {
        return name(timings);
    }

    @Override
    public List<String> hosts() {
        return List.of(OWNER, SUCCESSOR, "flip2");
    }

    @Override
    public Duration period() {
        return timings.gossipInterval();
    }

    @Override
    public Duration limit() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Daemon start(String host) {
        Daemon daemon = agents.start(host);
        running.put(host, daemon);
        return daemon;
    }

    @Override
    public Daemon running(String host) {
        return Contenders.running(running, host);
    }

    @Override
    public Footprint footprint(String host) {
        return Contenders.withChildren(running(host));
    }

    @Override
    public long suspicions() {
        return Contenders.count(running, SUSPICION);
    }

    @Override
    public long alarms() {
        return Contenders.count(running, ALARM);
    }

    @Override
    public String tell() {
        return Contenders.tell(running);
    }

    @Override
    public void close() {
        Contenders.stopAll(running);
        agents.close();
    }
}
