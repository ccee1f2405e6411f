package flip.lab.faults;

import flip.lab.e2e.Host;
import flip.lab.e2e.Segment;
import flip.lab.e2e.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Cells in which machines live and do not hear each other. */
final class Cuts {
    private static final int AGENTS_PORT = 2200;

    /** After a heal the client is to reach the right server within a second. */
    private static final Requirement RIGHT = Requirement.worst(Measure.RIGHT, 1000);

    private static final int FLAPS = 10;
    private static final Duration FLAP_DOWN = Duration.ofMillis(400);
    private static final Duration FLAP_UP = Duration.ofMillis(600);

    private Cuts() {}

    /** Those with limits of their own. */
    static List<Cell> first(Scale scale) {
        return List.of(
                replaced(
                                scale,
                                "isolated",
                                "The owner is cut off from all others, the client too, without losing its"
                                        + " carrier.")
                        .runs(20)
                        .fault(
                                cutOff(
                                        testbed ->
                                                testbed.withClient(
                                                        testbed.others(testbed.owner())))),
                replaced(
                                scale,
                                "isolated from the servers",
                                "The owner is cut off from the other servers; the client reaches all.")
                        .runs(20)
                        .fault(cutOff(testbed -> testbed.others(testbed.owner()))),
                filtered(scale));
    }

    /** One in which others take over, and the owner under freeze keeps what it has. */
    private static Cell.Builder replaced(Scale scale, String name, String about) {
        return Cell.named(name, about + " It heals when others have taken over.")
                .timings(scale.timings())
                .besideKeepalived()
                .allowing(setup -> setup.isStop() ? Allowed.NOTHING : Allowed.WHILE_CUT_OFF)
                .wanting(RIGHT);
    }

    private static Injection cutOff(Function<Testbed, List<Host>> from) {
        return Injection.untilReplaced(
                testbed -> testbed.segment().cut(List.of(testbed.owner()), from.apply(testbed)),
                Cuts::heal);
    }

    private static Cell filtered(Scale scale) {
        return Cell.named(
                        "filtered",
                        "What the owner's agent and the others say to each other is dropped, as a wrong rule"
                                + " of a packet filter has it; ARP and all else passes. It heals when others"
                                + " have taken over.")
                .timings(scale.timings())
                .alone()
                .runs(20)
                .allowing(Cuts::untilYield)
                .wanting(RIGHT)
                .fault(
                        Injection.untilReplaced(
                                testbed ->
                                        testbed.segment()
                                                .filterUdp(
                                                        List.of(testbed.owner()),
                                                        testbed.others(testbed.owner()),
                                                        AGENTS_PORT),
                                Cuts::heal));
    }

    /** Where an owner that was kept still hears what its successor announces. */
    private static Allowed untilYield(Setup setup) {
        return setup.isStop() ? Allowed.NOTHING : Allowed.UNTIL_YIELD;
    }

    static List<Cell> more(Scale scale) {
        List<Cell> cells = new ArrayList<>();
        cells.add(
                replaced(
                                scale,
                                "cable pulled",
                                "The owner's cable is pulled, and it sees that its carrier is gone.")
                        .fault(
                                Injection.untilReplaced(
                                        testbed -> testbed.segment().pullCable(testbed.owner()),
                                        testbed -> testbed.segment().plugCable(testbed.owner()))));
        cells.add(
                replaced(
                                scale,
                                "only heard",
                                "The owner is heard by the other servers and hears none of them."
                                        + " (keepalived's backup hears it, and so takes nothing: there is"
                                        + " nothing to measure.)")
                        .only(
                                Setup.FREEZE_SCRIPTS,
                                Setup.FREEZE_DRIVER,
                                Setup.STOP_SCRIPTS,
                                Setup.STOP_DRIVER)
                        .fault(
                                Injection.untilReplaced(
                                        testbed ->
                                                testbed.segment()
                                                        .onlyHeard(
                                                                testbed.owner(),
                                                                testbed.others(testbed.owner())),
                                        Cuts::heal)));
        cells.add(
                replaced(
                                scale,
                                "only hearing",
                                "The owner hears the other servers and is heard by none of them.")
                        .allowing(Cuts::untilYield)
                        .fault(
                                Injection.untilReplaced(
                                        testbed ->
                                                testbed.segment()
                                                        .onlyHearing(
                                                                testbed.owner(),
                                                                testbed.others(testbed.owner())),
                                        Cuts::heal)));
        cells.add(half(scale));
        cells.add(minority(scale));
        cells.add(total(scale));
        cells.add(flapping(scale));
        for (int servers = 3; servers <= 5; servers++) {
            cells.add(links(servers, false));
            cells.add(links(servers, true));
        }
        return cells;
    }

    private static Cell half(Scale scale) {
        return Cell.named(
                        "cut off from half",
                        "The owner, one of five, is cut off from two of the others. It still reaches a"
                                + " quorum, so nothing should move.")
                .size(5, 5)
                .timings(scale.timings())
                .wanting(Requirement.sum(Measure.MOVES, 0))
                .fault(
                        Injection.ofNoConsequence(
                                testbed ->
                                        testbed.segment()
                                                .cut(
                                                        List.of(testbed.owner()),
                                                        testbed.others(testbed.owner())
                                                                .subList(0, 2)),
                                Cuts::heal));
    }

    private static Cell minority(Scale scale) {
        return Cell.named(
                        "in the minority",
                        "The owner and another one of five are cut off from the other three. It heals"
                                + " when others have taken over.")
                .size(5, 5)
                .timings(scale.timings())
                .allowing(setup -> setup.isStop() ? Allowed.NOTHING : Allowed.WHILE_CUT_OFF)
                .wanting(RIGHT)
                .fault(
                        new Injection(
                                testbed -> {
                                    List<Host> others = testbed.others(testbed.owner());
                                    testbed.segment()
                                            .cut(
                                                    List.of(testbed.owner(), others.get(0)),
                                                    others.subList(1, others.size()));
                                },
                                testbed ->
                                        testbed.passUntilReplaced(
                                                List.of(
                                                        testbed.owner(),
                                                        testbed.others(testbed.owner()).get(0))),
                                Cuts::heal));
    }

    private static Cell total(Scale scale) {
        Duration length = scale.noticed().multipliedBy(3);
        return Cell.named(
                        "total partition",
                        "No server reaches any other, for "
                                + length.toMillis()
                                + " ms. Under `freeze` nothing moves; under `stop` everybody lets go, so"
                                + " that the client has no answer until the heal.")
                .timings(scale.timings())
                .besideKeepalived()
                .taking(length)
                .wanting(Setup.FREEZE_SCRIPTS, Requirement.sum(Measure.MOVES, 0))
                .wanting(Setup.FREEZE_DRIVER, Requirement.sum(Measure.MOVES, 0))
                .wanting(RIGHT)
                .fault(
                        Injection.lasting(
                                length,
                                testbed -> testbed.segment().partition(testbed.servers()),
                                Cuts::heal));
    }

    private static Cell flapping(Scale scale) {
        return Cell.named(
                        "flapping link",
                        FLAPS
                                + " times the owner's carrier is gone for "
                                + FLAP_DOWN.toMillis()
                                + " ms and there for "
                                + FLAP_UP.toMillis()
                                + " ms.")
                .timings(scale.timings())
                .besideKeepalived()
                .allowing(setup -> setup.isStop() ? Allowed.NOTHING : Allowed.WHILE_CUT_OFF)
                .taking(FLAP_DOWN.plus(FLAP_UP).multipliedBy(FLAPS))
                .fault(new Injection(testbed -> {}, Cuts::flap, testbed -> {}));
    }

    private static void heal(Testbed testbed) {
        testbed.segment().heal();
    }

    private static void flap(Testbed testbed) {
        for (int flap = 0; flap < FLAPS; flap++) {
            testbed.segment().pullCable(testbed.owner());
            testbed.pass(FLAP_DOWN);
            testbed.segment().plugCable(testbed.owner());
            testbed.pass(FLAP_UP);
        }
    }

    /** Each link of a cluster by itself: what is said comes round through the others. */
    private static Cell links(int servers, boolean bothWays) {
        int ordered = servers * (servers - 1);
        Cell.Builder cell =
                Cell.named(
                                "link cut "
                                        + (bothWays ? "both ways" : "one way")
                                        + ", "
                                        + servers
                                        + " servers",
                                "Each link between two of "
                                        + servers
                                        + " servers is cut "
                                        + (bothWays ? "both ways" : "in each direction")
                                        + " by itself, for three L + g. Nothing should move. Timings are short"
                                        + " here, as there are many links.")
                        .size(servers, servers == 3 ? 2 : servers)
                        .timings(Timings.SHORT)
                        .variants(bothWays ? ordered / 2 : ordered)
                        .wanting(Requirement.sum(Measure.MOVES, 0));
        if (servers > 3) {
            // A dozen agents that start side by side would themselves be the fault.
            cell.alone();
        }
        return cell.faults(
                run ->
                        Injection.ofNoConsequence(
                                testbed -> cutLink(testbed, run, bothWays), Cuts::heal));
    }

    private static void cutLink(Testbed testbed, int run, boolean bothWays) {
        List<Runnable> cuts = new ArrayList<>();
        List<Host> servers = testbed.servers();
        Segment segment = testbed.segment();
        for (Host from : servers) {
            for (Host to : servers) {
                if (bothWays && servers.indexOf(from) < servers.indexOf(to)) {
                    cuts.add(() -> segment.cut(List.of(from), List.of(to)));
                } else if (!bothWays && from != to) {
                    cuts.add(() -> segment.cutOneWay(List.of(from), List.of(to)));
                }
            }
        }
        cuts.get((run - 1) % cuts.size()).run();
    }
}
