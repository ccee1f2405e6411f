package flip.lab.faults;

import flip.lab.contender.Contender;
import flip.lab.contender.Keepalived;
import flip.lab.e2e.Daemon;
import flip.lab.e2e.Laboratory;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Debian's keepalived on two servers, beside which flip is measured. */
final class KeepalivedPair implements Subject {
    private final Laboratory lab;
    private final Keepalived keepalived;

    KeepalivedPair(Laboratory lab, String advertInterval) {
        this.lab = lab;
        this.keepalived = new Keepalived(lab, advertInterval);
    }

    @Override
    public List<String> servers() {
        return keepalived.hosts();
    }

    @Override
    public Duration period() {
        return keepalived.period();
    }

    /** VRRP's master-down interval is three periods and the skew, which is less than one. */
    @Override
    public Duration detection() {
        return keepalived.period().multipliedBy(4);
    }

    @Override
    public void start(String server) {
        Daemon started = keepalived.start(server);
        if (!started.isRunning()) {
            throw new IllegalStateException("keepalived does not start: " + started.lines());
        }
    }

    @Override
    public void stop(String server) {
        Daemon daemon = keepalived.running(server);
        daemon.signal(Daemon.TERM);
        if (!daemon.awaitEnd(keepalived.limit())) {
            throw new IllegalStateException("keepalived does not end: " + daemon.lines());
        }
    }

    /** It works in a child: both are the agent. It has no driver. */
    @Override
    public List<Integer> processes(String server, Who who) {
        Daemon daemon = keepalived.running(server);
        return switch (who) {
            case DRIVER -> List.of();
            case ALL -> lab.host(server).namespace().processes();
            case AGENT, AGENT_AND_DRIVER ->
                    Stream.concat(
                                    Stream.of(daemon.pid()),
                                    ProcessHandle.of(daemon.pid()).stream()
                                            .flatMap(ProcessHandle::descendants)
                                            .map(child -> Math.toIntExact(child.pid())))
                            .toList();
        };
    }

    @Override
    public boolean isWhole() {
        return servers().stream().allMatch(server -> keepalived.running(server).isRunning());
    }

    @Override
    public String tell() {
        return keepalived.tell();
    }

    @Override
    public void close() {
        keepalived.close();
    }

    /** The addresses it keeps. */
    static List<String> addresses() {
        return List.of(Contender.ADDRESS, Contender.OTHER_ADDRESS);
    }
}
