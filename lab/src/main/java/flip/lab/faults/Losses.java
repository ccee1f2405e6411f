package flip.lab.faults;

import flip.lab.e2e.Host;
import flip.lab.e2e.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Cells in which packets get lost by chance, and one in which two of five servers do. */
final class Losses {
    /**
     * At 30 % each way a client that asks every 5 ms is without an answer for so long by chance.
     */
    private static final Duration NOTICED = Duration.ofMillis(200);

    /** Twenty addresses and five servers to ask are asked every 25 ms. */
    private static final Duration MANY_NOTICED = Duration.ofMillis(60);

    private static final int MOST_PERCENT = 30;

    private Losses() {}

    static List<Cell> all(Scale scale) {
        List<Cell> cells = new ArrayList<>();
        cells.add(twoOfFive(scale));
        for (int percent = 10; percent <= MOST_PERCENT; percent += 10) {
            Cell.Builder cell =
                    loss(percent + " % loss", percent, scale)
                            .timings(scale.timings())
                            .only(Setup.FREEZE_SCRIPTS, Setup.STOP_DRIVER)
                            .besideKeepalived();
            if (scale.equals(Scale.WHOLE)) {
                cell.wanting(Requirement.sum(Measure.MOVES, percent == MOST_PERCENT ? 1 : 0));
            }
            cells.add(cell.fault(lossy(percent, scale)));
        }
        for (int percent = 10; percent <= MOST_PERCENT; percent += 10) {
            cells.add(
                    loss(percent + " % loss, shortest timings", percent, scale)
                            .timings(Timings.SHORTEST)
                            .only(Setup.STOP_DRIVER)
                            .besideKeepalived()
                            .alone()
                            .moreStableThanOthers()
                            .fault(lossy(percent, scale)));
        }
        return cells;
    }

    private static Cell.Builder loss(String name, int percent, Scale scale) {
        return Cell.named(
                        name,
                        "Of all packets, the client's too, "
                                + percent
                                + " in 100 get lost, drawn for each by itself, for "
                                + scale.lossLength().toSeconds()
                                + " s a run. A silence of the client counts from "
                                + NOTICED.toMillis()
                                + " ms on.")
                .allowing(setup -> setup.isStop() ? Allowed.NOTHING : Allowed.WHILE_CUT_OFF)
                .noticing(NOTICED)
                .taking(scale.lossLength());
    }

    private static Injection lossy(int percent, Scale scale) {
        return Injection.lasting(
                scale.lossLength(),
                testbed -> testbed.segment().lose(percent),
                testbed -> testbed.segment().lose(0));
    }

    private static Cell twoOfFive(Scale scale) {
        return Cell.named(
                        "two of five crash",
                        "Two of five servers, with 20 addresses among the five, crash at once. They boot"
                                + " again when others have taken over. The client notices silences from "
                                + MANY_NOTICED.toMillis()
                                + " ms on.")
                .size(5, 20)
                .timings(scale.timings())
                .alone()
                .runs(20)
                .only(Setup.FREEZE_DRIVER, Setup.STOP_DRIVER, Setup.STOP_SCRIPTS)
                .settling(SettleLimit.RESTART)
                .noticing(MANY_NOTICED)
                .wanting(Setup.FREEZE_DRIVER, replacedInTime(scale))
                .wanting(Setup.STOP_DRIVER, replacedInTime(scale))
                .fault(
                        new Injection(
                                testbed -> testbed.crash(two(testbed)),
                                testbed -> testbed.passUntilReplaced(two(testbed)),
                                testbed -> testbed.boot(two(testbed))));
    }

    private static Requirement replacedInTime(Scale scale) {
        return Requirement.worst(Measure.REPLACED, scale.detectionMillis() + 150);
    }

    private static List<Host> two(Testbed testbed) {
        return List.of(testbed.owner(), testbed.others(testbed.owner()).get(1));
    }
}
