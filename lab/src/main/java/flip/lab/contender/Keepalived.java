package flip.lab.contender;

import flip.lab.e2e.Daemon;
import flip.lab.e2e.Footprint;
import flip.lab.e2e.Host;
import flip.lab.e2e.Laboratory;
import flip.lab.e2e.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Debian's keepalived: VRRP between two hosts, each preferred for one address. */
public final class Keepalived implements Contender {
    public static final String PROGRAM = "keepalived";

    private static final Pattern ALARM = Pattern.compile("Entering (MASTER|BACKUP|FAULT) STATE");

    private final Laboratory lab;
    private final String advertInterval;
    private final Path folder;
    private final Map<String, Daemon> running = new TreeMap<>();

    /** With an advertisement every so many seconds, as it is written in its configuration. */
    public Keepalived(Laboratory lab, String advertInterval) {
        this.lab = lab;
        this.advertInterval = advertInterval;
        this.folder = Repository.newScratch("keepalived");
    }

    /** Why it cannot be measured here; empty when it can. */
    public static Optional<String> whyNot() {
        return Files.isExecutable(Path.of("/usr/sbin/keepalived"))
                ? Optional.empty()
                : Optional.of("apt-get install keepalived");
    }

    public static String name(String advertInterval) {
        return PROGRAM + " advert_int " + advertInterval;
    }

    @Override
    public String name() {
        return name(advertInterval);
    }

    @Override
    public List<String> hosts() {
        return List.of(OWNER, SUCCESSOR);
    }

    @Override
    public Duration period() {
        return Duration.ofNanos(Math.round(Double.parseDouble(advertInterval) * 1e9));
    }

    @Override
    public Duration limit() {
        return Duration.ofSeconds(60);
    }

    @Override
    public Daemon start(String host) {
        Path file = folder.resolve(host + ".conf");
        try {
            Files.writeString(file, configuration(host));
            // A host that boots has no files of processes that ran before.
            Files.deleteIfExists(folder.resolve(host + ".pid"));
            Files.deleteIfExists(folder.resolve(host + ".vrrp.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command =
                List.of(
                        "/usr/sbin/keepalived",
                        "--dont-fork",
                        "--log-console",
                        "--log-detail",
                        "--vrrp",
                        "--use-file=" + file,
                        "--pid=" + folder.resolve(host + ".pid"),
                        "--vrrp_pid=" + folder.resolve(host + ".vrrp.pid"));
        Daemon daemon =
                Daemon.start(lab.host(host), command, Map.of(), folder.resolve(host + ".log"));
        running.put(host, daemon);
        return daemon;
    }

    private String configuration(String host) {
        boolean isOwner = host.equals(OWNER);
        return """
        global_defs {
          router_id %s
          vrrp_version 3
        }
        """
                        .formatted(host)
                + instance("first", 51, isOwner, ADDRESS)
                + instance("second", 52, !isOwner, OTHER_ADDRESS);
    }

    private String instance(String name, int router, boolean preferred, String address) {
        return """
        vrrp_instance %s {
          state %s
          interface %s
          virtual_router_id %d
          priority %d
          advert_int %s
          virtual_ipaddress {
            %s/32
          }
        }
        """
                .formatted(
                        name,
                        preferred ? "MASTER" : "BACKUP",
                        Host.INTERFACE,
                        router,
                        preferred ? 150 : 100,
                        advertInterval,
                        address);
    }

    @Override
    public Daemon running(String host) {
        return Contenders.running(running, host);
    }

    @Override
    public Footprint footprint(String host) {
        return Contenders.withChildren(running(host));
    }

    /** VRRP knows only alarms. */
    @Override
    public long suspicions() {
        return 0;
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
    }
}
