package flip.lab.faults;

import static flip.lab.faults.Subject.Who.AGENT;
import static flip.lab.faults.Subject.Who.AGENT_AND_DRIVER;
import static flip.lab.faults.Subject.Who.ALL;
import static flip.lab.faults.Subject.Who.DRIVER;

import flip.lab.e2e.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Cells in which processes stand still (SIGSTOP) and go on (SIGCONT). */
final class Standstills {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(5);

    private Standstills() {}

    static List<Cell> all(Scale scale) {
        List<Cell> cells = new ArrayList<>();
        cells.add(
                Cell.named(
                                "agent stopped",
                                "The owner's agent stands still (SIGSTOP), and goes on when others have"
                                        + " taken over.")
                        .timings(scale.timings())
                        .besideKeepalived()
                        .allowing(Deaths::unlessDriven)
                        .fault(untilReplaced(AGENT)));
        cells.add(driverStopped(scale));
        cells.add(
                Cell.named(
                                "agent and driver stopped",
                                "The owner's agent and its driver stand still, and go on when others have"
                                        + " taken over.")
                        .timings(scale.timings())
                        .only(Setup.FREEZE_DRIVER, Setup.STOP_DRIVER)
                        .allowing(setup -> Allowed.FENCED)
                        .fault(untilReplaced(AGENT_AND_DRIVER)));
        for (Duration length : List.of(SHORT, LONG)) {
            cells.add(
                    pause(scale, "server", "All of the owner's processes", length)
                            .fault(paused(length, testbed -> List.of(testbed.owner()))));
            cells.add(
                    pause(scale, "all servers", "All processes of all servers", length)
                            .fault(paused(length, Testbed::servers)));
        }
        return cells;
    }

    private static Injection untilReplaced(Subject.Who who) {
        return Injection.untilReplaced(
                testbed -> testbed.pause(List.of(testbed.owner()), who),
                testbed -> testbed.resume(List.of(testbed.owner()), who));
    }

    private static Cell driverStopped(Scale scale) {
        return Cell.named(
                        "driver stopped",
                        "The owner's driver stands still for "
                                + LONG.toSeconds()
                                + " s. The kernel lease silences what it holds meanwhile.")
                .timings(scale.timings())
                .only(Setup.FREEZE_DRIVER, Setup.STOP_DRIVER)
                .allowing(setup -> Allowed.FENCED)
                .taking(LONG)
                .fault(
                        Injection.lasting(
                                LONG,
                                testbed -> testbed.pause(List.of(testbed.owner()), DRIVER),
                                testbed -> testbed.resume(List.of(testbed.owner()), DRIVER)));
    }

    private static Cell.Builder pause(Scale scale, String who, String what, Duration length) {
        return Cell.named(
                        who + " paused for " + length.toMillis() + " ms",
                        what
                                + " stand still for "
                                + length.toMillis()
                                + " ms. Its kernel goes on answering, as long as no kernel lease ends.")
                .timings(scale.timings())
                .besideKeepalived()
                .allowing(setup -> setup.isDriven() ? Allowed.FENCED : Allowed.UNTIL_IT_RUNS)
                .taking(length);
    }

    private static Injection paused(Duration length, Function<Testbed, List<Host>> hosts) {
        return Injection.lasting(
                length,
                testbed -> testbed.pause(hosts.apply(testbed), ALL),
                testbed -> testbed.resume(hosts.apply(testbed), ALL));
    }
}
