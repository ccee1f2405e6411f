package flip.agent.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The documented situations one after the other, each checked against the documented table: all up,
 * the owner lost, the owner back, nobody reaches anybody, all mended.
 */
final class DemoTour {
    /** The documented tables. */
    private static final SortedMap<String, List<String>> ALL_UP =
            holdings(Map.of("flip", List.of("192.168.0.2"), "flip1", List.of("192.168.0.1")));

    private static final SortedMap<String, List<String>> WITHOUT_FLIP1 =
            holdings(Map.of("flip", List.of("192.168.0.1", "192.168.0.2")));

    private static final String OWNER = "flip1";

    /** For a process to start, on a machine that is busy. */
    private static final Duration START_BOUND = Duration.ofSeconds(20);

    /** For scripts, the kernel, and a look at it all, on a machine that is busy. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    private static final String INDENT = "   ";
    private static final Duration LOOK_PERIOD = Duration.ofMillis(50);

    private final DemoCluster cluster;
    private final PrintWriter out;
    private final Paint paint;
    private int chapter;

    DemoTour(DemoCluster cluster, PrintWriter out, Paint paint) {
        this.cluster = cluster;
        this.out = out;
        this.paint = paint;
    }

    void run() throws CommandFailed, InterruptedException {
        DemoConfig config = cluster.config();
        int owner = config.servers().indexOf(OWNER);
        if (owner < 0) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    "the tour needs the documented servers, and there is no "
                            + OWNER
                            + " among "
                            + config.servers());
        }
        Duration join = START_BOUND.plus(config.mature()).plus(config.longestGrant());

        title("All servers are switched on");
        long from = System.nanoTime();
        for (int server = 0; server < config.servers().size(); server++) {
            cluster.powerOn(server);
        }
        until(from, join.plus(SLACK), "formed, and everything placed,", this::isAsDocumented);

        title(OWNER + " loses its power");
        from = System.nanoTime();
        cluster.powerOff(owner);
        until(
                from,
                config.longestGrant().plus(config.gossipInterval()).plus(SLACK),
                "its address is on flip",
                scene -> differing(scene, WITHOUT_FLIP1));

        title(OWNER + " is switched on again");
        from = System.nanoTime();
        cluster.powerOn(owner);
        until(from, join.plus(SLACK), "it has its address back", this::isAsDocumented);

        title("Every link is cut: no two servers can talk");
        from = System.nanoTime();
        cluster.connect(false);
        holdsStill(from, config.longestGrant().multipliedBy(2));

        title("The links are mended");
        from = System.nanoTime();
        cluster.connect(true);
        until(
                from,
                config.longestGrant().plus(config.gossipInterval().multipliedBy(3)).plus(SLACK),
                "all agree again",
                this::isAsDocumented);

        out.println();
        out.println(paint.good("All five situations were as documented."));
        out.flush();
    }

    private Optional<String> isAsDocumented(Scene scene) {
        Optional<String> differing = differing(scene, ALL_UP);
        if (differing.isPresent()) {
            return differing;
        }
        return scene.servers().stream()
                .filter(server -> !server.isHealthy() || !server.hasLease())
                .findFirst()
                .map(
                        server ->
                                server.id()
                                        + " says "
                                        + server.report()
                                                .map(said -> String.join("; ", said.problems()))
                                                .filter(problems -> !problems.isEmpty())
                                                .orElse("nothing yet"));
    }

    private static Optional<String> differing(
            Scene scene, SortedMap<String, List<String>> expected) {
        SortedMap<String, List<String>> holdings = scene.holdings();
        return holdings.equals(expected)
                ? Optional.empty()
                : Optional.of("expected " + expected + ", and there is " + holdings);
    }

    private void title(String text) throws CommandFailed {
        chapter++;
        out.println();
        out.println(paint.strong(chapter + ". " + text));
        if (out.checkError()) {
            throw new CommandFailed(
                    ExitCode.FAILED, "the tour ends early, because nobody reads what it shows");
        }
    }

    /** Looks until the question has no objection any more. */
    private void until(
            long from, Duration bound, String came, Function<Scene, Optional<String>> objection)
            throws CommandFailed, InterruptedException {
        while (true) {
            Scene scene = cluster.look();
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            Optional<String> missing = objection.apply(scene);
            if (missing.isEmpty()) {
                show(scene, came + " after " + seconds(took));
                return;
            }
            if (took.compareTo(bound) > 0) {
                show(scene, "not as documented after " + seconds(took));
                throw new CommandFailed(
                        ExitCode.FAILED,
                        "situation "
                                + chapter
                                + " did not come within "
                                + seconds(bound)
                                + ": "
                                + missing.get());
            }
            Thread.sleep(LOOK_PERIOD.toMillis()); // The next look.
        }
    }

    private void holdsStill(long from, Duration length) throws CommandFailed, InterruptedException {
        while (true) {
            Scene scene = cluster.look();
            Duration took = Duration.ofNanos(System.nanoTime() - from);
            Optional<String> moved = differing(scene, ALL_UP);
            if (moved.isPresent()) {
                show(scene, "something moved after " + seconds(took));
                throw new CommandFailed(
                        ExitCode.FAILED, "nothing may move in a total partition: " + moved.get());
            }
            if (took.compareTo(length) > 0) {
                show(scene, "nothing has moved for " + seconds(took));
                if (scene.servers().stream().anyMatch(Scene.Actor::hasLease)) {
                    throw new CommandFailed(
                            ExitCode.FAILED, "a server that reaches nobody still has a lease");
                }
                return;
            }
            Thread.sleep(LOOK_PERIOD.toMillis()); // The next look.
        }
    }

    private void show(Scene scene, String outcome) {
        int columns = Terminal.columns() - INDENT.length();
        scene.lines(paint, cluster.stage().place(), columns)
                .forEach(line -> out.println(INDENT + line));
        out.println(INDENT + outcome);
        out.flush();
    }

    private static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.2f s", length.toMillis() / 1000.0);
    }

    private static SortedMap<String, List<String>> holdings(Map<String, List<String>> map) {
        return new TreeMap<>(map);
    }
}
