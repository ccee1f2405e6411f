package flip.lab.faults;

import flip.lab.contender.Contender;
import flip.lab.e2e.Host;
import flip.lab.faults.TroubledScripts.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cells in which disks, clocks and scripts fail. */
final class Machines {
    /** A down that is slow, with room for the shell that runs it. */
    private static final Duration SLOW_DOWN = Duration.ofMillis(300);

    private Machines() {}

    static List<Cell> all(Scale scale) {
        List<Cell> cells = new ArrayList<>();
        cells.add(full(scale));
        cells.add(fullVoter(scale));
        cells.add(stalled(scale));
        cells.add(stepped(scale, "+1d", "forwards"));
        cells.add(stepped(scale, "-1d", "backwards"));
        for (Trouble trouble : Trouble.values()) {
            cells.addAll(troubled(scale, trouble));
        }
        return cells;
    }

    private static Cell full(Scale scale) {
        return Cell.named(
                        "disk full",
                        "The owner's disk is full for three L + g, and meanwhile the arbiter is gone, so"
                                + " that nothing can be agreed to without the owner. Nothing should"
                                + " move.")
                .timings(scale.timings())
                .prepared(new SmallDisk())
                .settling(SettleLimit.RESTART)
                .wanting(Requirement.sum(Measure.MOVES, 0))
                .fault(
                        Injection.ofNoConsequence(
                                        testbed -> SmallDisk.fill(testbed, Contender.OWNER),
                                        testbed -> SmallDisk.free(testbed, Contender.OWNER))
                                .with(
                                        testbed -> testbed.crash(List.of(arbiter(testbed))),
                                        testbed -> testbed.boot(List.of(arbiter(testbed)))));
    }

    private static Host arbiter(Testbed testbed) {
        return testbed.host("flip2");
    }

    private static Cell fullVoter(Scale scale) {
        return Cell.named(
                        "disk full, another crashes",
                        "The disk of one of five servers is full when the owner's host crashes: the"
                                + " others are a quorum without it. It has room, and the owner boots, when"
                                + " others have taken over.")
                .size(5, 5)
                .timings(scale.timings())
                .prepared(new SmallDisk())
                .settling(SettleLimit.RESTART)
                .fault(
                        Injection.untilReplaced(
                                        testbed -> testbed.crash(List.of(testbed.owner())),
                                        testbed -> testbed.boot(List.of(testbed.owner())))
                                .with(
                                        testbed -> SmallDisk.fill(testbed, other(testbed)),
                                        testbed -> SmallDisk.free(testbed, other(testbed))));
    }

    private static String other(Testbed testbed) {
        List<Host> others = testbed.others(testbed.owner());
        return others.get(others.size() - 1).name();
    }

    private static Cell stalled(Scale scale) {
        return Cell.named(
                        "disk stalled",
                        "The owner's file system stands still for 5 s (`fsfreeze`), and meanwhile the arbiter is"
                                + " gone. Nothing should move.")
                .timings(scale.timings())
                .prepared(new SlowDisk())
                .wanting(Requirement.sum(Measure.MOVES, 0))
                .taking(Duration.ofSeconds(5))
                .settling(SettleLimit.RESTART)
                .fault(
                        new Injection(
                                testbed -> testbed.crash(List.of(arbiter(testbed))),
                                SlowDisk::stall,
                                testbed -> testbed.boot(List.of(arbiter(testbed)))));
    }

    private static Cell stepped(Scale scale, String by, String words) {
        return Cell.named(
                        "clock stepped " + words,
                        "The time of day that the owner's agent is told (libfaketime) is stepped "
                                + words
                                + " by a day, and back three L + g later.")
                .timings(scale.timings())
                .prepared(new OwnClock())
                .fault(
                        Injection.ofNoConsequence(
                                testbed -> OwnClock.step(testbed, by),
                                testbed -> OwnClock.step(testbed, "+0")));
    }

    /** Each trouble of scripts during the faults that make most of them run. */
    private static List<Cell> troubled(Scale scale, Trouble trouble) {
        String name = trouble.name().toLowerCase(Locale.ROOT) + " scripts, ";
        return List.of(
                troubled(scale, name + "crash", "when the owner's host crashes", trouble)
                        .settling(SettleLimit.SCRIPTS)
                        .fault(
                                with(
                                        trouble,
                                        Injection.untilReplaced(
                                                testbed -> testbed.crash(List.of(testbed.owner())),
                                                testbed ->
                                                        testbed.boot(List.of(testbed.owner()))))),
                troubled(
                                scale,
                                name + "terminated",
                                "when the owner's agent gets a SIGTERM",
                                trouble)
                        .settling(SettleLimit.SCRIPTS)
                        .fault(
                                with(
                                        trouble,
                                        Injection.untilReplaced(
                                                testbed ->
                                                        testbed.subject()
                                                                .stop(testbed.owner().name()),
                                                testbed ->
                                                        testbed.subject()
                                                                .start(testbed.owner().name())))),
                troubled(
                                scale,
                                name + "isolated",
                                "when the owner is cut off from the other servers",
                                trouble)
                        .settling(SettleLimit.SCRIPTS)
                        .allowing(
                                setup ->
                                        setup.isStop()
                                                ? whenCutOff(scale, trouble)
                                                : Allowed.WHILE_CUT_OFF)
                        .fault(
                                with(
                                        trouble,
                                        Injection.untilReplaced(
                                                testbed ->
                                                        testbed.segment()
                                                                .cut(
                                                                        List.of(testbed.owner()),
                                                                        testbed.others(
                                                                                testbed.owner())),
                                                testbed -> testbed.segment().heal()))));
    }

    /** Downs that are slow, and fit into the guard all the same, are no excuse. */
    private static Allowed whenCutOff(Scale scale, Trouble trouble) {
        boolean fits = scale.timings().guard().compareTo(SLOW_DOWN) > 0;
        return trouble == Trouble.SLOW && fits ? Allowed.NOTHING : Allowed.UNTIL_LOWERED;
    }

    private static Cell.Builder troubled(Scale scale, String name, String when, Trouble trouble) {
        return Cell.named(name, "Scripts are in trouble, " + trouble.words() + ", " + when + ".")
                .timings(scale.timings())
                .only(Setup.FREEZE_SCRIPTS, Setup.STOP_SCRIPTS)
                .prepared(new TroubledScripts())
                .taking(Duration.ofSeconds(5));
    }

    private static Injection with(Trouble trouble, Injection fault) {
        return fault.with(testbed -> TroubledScripts.begin(testbed, trouble), TroubledScripts::end);
    }
}
