package flip.lab.faults;

import static flip.lab.faults.Subject.Who.AGENT;
import static flip.lab.faults.Subject.Who.AGENT_AND_DRIVER;
import static flip.lab.faults.Subject.Who.DRIVER;

import flip.lab.e2e.Host;
import java.time.Duration;
import java.util.List;

/** Cells in which a machine or a process ends. */
final class Deaths {
    /** What is asked beyond L + g: two round trips, the taking, and a client that asks again. */
    private static final double TAKING_MILLIS = 150;

    /** Two programs more are started by a script, on a machine that is busy. */
    private static final double TAKING_BY_SCRIPT_MILLIS = 500;

    private static final int BUSY = 4;

    private Deaths() {}

    /** Those with limits of their own. */
    static List<Cell> first(Scale scale) {
        return List.of(crash(scale), agentKilled(scale), bothKilled(scale));
    }

    static List<Cell> more(Scale scale) {
        return List.of(
                driverKilled(scale),
                terminated(scale),
                allCrash(scale),
                restarted(scale),
                diskLost(scale));
    }

    private static Cell crash(Scale scale) {
        Cell.Builder cell =
                Cell.named(
                                "crash",
                                "The owner's host crashes: its link, its processes and its addresses are"
                                        + " gone at once. It boots again when others have taken over.")
                        .timings(scale.timings())
                        .alone()
                        .runs(20)
                        .besideKeepalived()
                        .settling(SettleLimit.RESTART);
        return replacedInTime(cell, scale)
                .fault(
                        Injection.untilReplaced(
                                testbed -> testbed.crash(List.of(testbed.owner())),
                                testbed -> testbed.boot(List.of(testbed.owner()))));
    }

    private static Cell.Builder replacedInTime(Cell.Builder cell, Scale scale) {
        double most = scale.detectionMillis();
        for (Setup setup : Setup.values()) {
            if (setup.isFlip()) {
                double taking = setup.isDriven() ? TAKING_MILLIS : TAKING_BY_SCRIPT_MILLIS;
                cell.wanting(setup, Requirement.worst(Measure.REPLACED, most + taking));
            }
        }
        return cell;
    }

    private static Cell agentKilled(Scale scale) {
        Cell.Builder cell =
                Cell.named(
                                "agent killed",
                                "The owner's agent is killed (`kill -9`), its host lives on, and nothing runs"
                                        + " `flip release`. The agent is started again when others have taken"
                                        + " over.")
                        .timings(scale.timings())
                        .alone()
                        .runs(20)
                        .besideKeepalived()
                        .settling(SettleLimit.RESTART)
                        .allowing(Deaths::unlessDriven);
        for (Setup setup : List.of(Setup.FREEZE_DRIVER, Setup.STOP_DRIVER)) {
            cell.wanting(setup, Requirement.worst(Measure.GIVEN_UP, 20))
                    .wanting(setup, Requirement.median(Measure.REPLACED, 60))
                    .wanting(setup, Requirement.worst(Measure.REPLACED, 150));
        }
        return cell.fault(
                Injection.untilReplaced(
                        testbed -> testbed.kill(AGENT),
                        testbed -> testbed.subject().start(testbed.owner().name())));
    }

    /** What a script raised stays when its agent is dead or stands still. */
    static Allowed unlessDriven(Setup setup) {
        return setup.isDriven() ? Allowed.NOTHING : Allowed.UNTIL_IT_RUNS;
    }

    private static Cell bothKilled(Scale scale) {
        Cell.Builder cell =
                Cell.named(
                                "agent and driver killed",
                                "The owner's driver and then, at once, its agent are killed, so that nobody is"
                                        + " left to give anything back. The agent is started again when others"
                                        + " have taken over.")
                        .timings(scale.timings())
                        .alone()
                        .runs(20)
                        .only(Setup.FREEZE_DRIVER, Setup.STOP_DRIVER)
                        .settling(SettleLimit.RESTART)
                        .allowing(setup -> Allowed.FENCED);
        cell.wanting(Requirement.worst(Measure.REPLACED, scale.detectionMillis() + TAKING_MILLIS));
        return cell.fault(
                Injection.untilReplaced(
                        testbed -> testbed.kill(AGENT_AND_DRIVER),
                        testbed -> testbed.subject().start(testbed.owner().name())));
    }

    private static Cell driverKilled(Scale scale) {
        return Cell.named(
                        "driver killed",
                        "The owner's driver is killed; its agent starts another one, which gives back"
                                + " what the first held and takes it again.")
                .timings(scale.timings())
                .only(Setup.FREEZE_DRIVER, Setup.STOP_DRIVER)
                .wanting(Requirement.sum(Measure.MOVES, 0))
                .fault(Injection.ofNoConsequence(testbed -> testbed.kill(DRIVER), testbed -> {}));
    }

    private static Cell terminated(Scale scale) {
        Cell.Builder cell =
                Cell.named(
                                "terminated",
                                "The owner's agent gets a SIGTERM, and is started again when others have"
                                        + " taken over.")
                        .timings(scale.timings())
                        .alone()
                        .besideKeepalived()
                        .settling(SettleLimit.RESTART);
        for (Setup setup : List.of(Setup.FREEZE_DRIVER, Setup.STOP_DRIVER)) {
            cell.wanting(setup, Requirement.worst(Measure.REPLACED, TAKING_MILLIS));
        }
        return cell.fault(
                Injection.untilReplaced(
                        testbed -> testbed.subject().stop(testbed.owner().name()),
                        testbed -> testbed.subject().start(testbed.owner().name())));
    }

    private static Cell allCrash(Scale scale) {
        return Cell.named(
                        "all crash",
                        "All servers crash at once, and boot again "
                                + scale.noticed().toMillis()
                                + " ms later.")
                .timings(scale.timings())
                .besideKeepalived()
                .settling(SettleLimit.RESTART)
                .taking(scale.noticed())
                .fault(
                        Injection.lasting(
                                scale.noticed(),
                                testbed -> testbed.crash(testbed.servers()),
                                testbed -> testbed.boot(testbed.servers())));
    }

    private static Cell restarted(Scale scale) {
        return Cell.named(
                        "restart under load",
                        "The owner's agent gets a SIGTERM and is started again at once, while "
                                + BUSY
                                + " busy loops of normal priority keep the processors busy.")
                .timings(scale.timings())
                .alone()
                .besideKeepalived()
                .settling(SettleLimit.RESTART)
                .taking(Duration.ofSeconds(6))
                .fault(
                        new Injection(
                                testbed -> testbed.makeBusy(BUSY),
                                testbed -> testbed.subject().stop(testbed.owner().name()),
                                testbed -> {
                                    testbed.subject().start(testbed.owner().name());
                                    testbed.passDetections(2);
                                    testbed.endLoad();
                                }));
    }

    private static Cell diskLost(Scale scale) {
        return Cell.named(
                        "promise file lost",
                        "The owner's host crashes and its disk is lost: it comes back as another"
                                + " identity, which is let in by a change of it.")
                .timings(scale.timings())
                .settling(SettleLimit.LOST_DISK)
                .taking(scale.timings().pingTimeout().multipliedBy(4))
                .fault(
                        Injection.untilReplaced(
                                testbed -> testbed.crash(List.of(testbed.owner())),
                                testbed -> {
                                    Host owner = testbed.owner();
                                    testbed.flip().agents().wipeDisk(owner.name());
                                    testbed.boot(List.of(owner));
                                }));
    }
}
