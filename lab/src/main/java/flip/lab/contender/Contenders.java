package flip.lab.contender;

import flip.lab.e2e.Daemon;
import flip.lab.e2e.Footprint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What all contenders do alike with the programs that they run. */
public final class Contenders {
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final int TOLD_LINES = 30;

    private Contenders() {}

    public static Daemon running(Map<String, Daemon> running, String host) {
        Daemon daemon = running.get(host);
        if (daemon == null) {
            throw new IllegalArgumentException("nothing was started on " + host);
        }
        return daemon;
    }

    public static long count(Map<String, Daemon> running, Pattern pattern) {
        return running.values().stream().mapToLong(each -> each.lines(pattern).size()).sum();
    }

    /** The whole family of a program: keepalived works in a child. */
    public static Footprint withChildren(Daemon daemon) {
        return ProcessHandle.of(daemon.pid()).stream()
                .flatMap(process -> process.descendants())
                .map(child -> Footprint.of(child.pid()))
                .reduce(daemon.footprint(), Footprint::plus);
    }

    public static String tell(Map<String, Daemon> running) {
        StringBuilder text = new StringBuilder();
        running.forEach(
                (host, daemon) -> {
                    List<String> lines = daemon.lines();
                    text.append("--- ").append(host).append('\n');
                    lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size())
                            .forEach(line -> text.append(line).append('\n'));
                });
        return text.toString();
    }

    /** Asks all to end, and kills those that do not. */
    public static void stopAll(Map<String, Daemon> running) {
        running.values().stream()
                .filter(Daemon::isRunning)
                .forEach(each -> each.signal(Daemon.TERM));
        for (Daemon daemon : running.values()) {
            if (!daemon.awaitEnd(END_LIMIT)) {
                daemon.kill();
            }
        }
    }
}
