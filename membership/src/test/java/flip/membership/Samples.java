package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;

/** One message of each kind, always the same. */
final class Samples {
    static final ServerId FLIP = new ServerId("flip");
    static final ServerId FLIP1 = new ServerId("flip1");
    static final ServerId FLIP2 = new ServerId("flip2");
    static final Round ROUND = new Round(0x1122334455667788L, 1, new Ballot(5, "flip"));

    private Samples() {}

    static ServerId longest(String start) {
        return new ServerId(start + "-".repeat(ServerId.LONGEST - start.length()));
    }

    static Header header(ImmutableList<Rumor> rumors) {
        return new Header(
                FLIP,
                0x0102030405060708L,
                3,
                0,
                0x1000000000000001L,
                0x2000000000000002L,
                0x1122334455667788L,
                1,
                7,
                0x5566778899aabbccL,
                7,
                0,
                0x7fffffffffffffffL,
                Header.Wants.UP,
                true,
                rumors);
    }

    /** Every number as long as it gets. */
    static Header largest(String sender, ImmutableList<Rumor> rumors) {
        return new Header(
                longest(sender),
                -1,
                WireReader.HIGHEST_IN_MESSAGE,
                WireReader.HIGHEST_IN_MESSAGE,
                -1,
                -1,
                -1,
                WireReader.HIGHEST_IN_MESSAGE,
                WireReader.HIGHEST_IN_MESSAGE,
                -1,
                WireReader.HIGHEST_IN_MESSAGE,
                WireReader.HIGHEST_IN_MESSAGE,
                -1,
                Header.Wants.OUT,
                true,
                rumors);
    }

    static View view() {
        return new View(
                0x1122334455667788L,
                1,
                7,
                0,
                0x7fffffffffffffffL,
                Duration.ofMillis(1875),
                2,
                ImmutableSortedMap.of(
                        FLIP, new Standing(11, Standing.State.UP, 3, true),
                        FLIP1, new Standing(12, Standing.State.DOWN, 4, true),
                        FLIP2, new Standing(0, Standing.State.OUT, 0, false)),
                ImmutableSortedSet.of(new Exclusion(FLIP, "ip", "192.168.0.1")));
    }

    static Recovery recovery() {
        return new Recovery(
                ImmutableSortedSet.of(FLIP1, FLIP2),
                ImmutableList.of(0x1122334455667788L),
                1_000_007,
                Duration.ofMillis(1875));
    }

    /** After flip1 was lost. */
    static View recovered() {
        return new View(
                0x2233445566778899L,
                1,
                1_000_008,
                0,
                0x7fffffffffffffffL,
                Duration.ofMillis(1875),
                1,
                ImmutableSortedMap.of(
                        FLIP, new Standing(11, Standing.State.OUT, 0, true),
                        FLIP1, new Standing(0, Standing.State.OUT, 0, false)),
                ImmutableSortedSet.of(),
                new Descent(ImmutableList.of(0x1122334455667788L), ImmutableSortedSet.of(FLIP1)));
    }

    /** Of a server that waits for a cluster to be formed without others. */
    static Promise waiting() {
        return new Promise(
                11,
                3,
                1L << 40,
                View.NONE,
                Ballot.ZERO,
                Ballot.ZERO,
                View.NONE,
                "",
                "",
                MayHold.NOTHING,
                recovery());
    }

    static Promise promise() {
        return new Promise(
                11,
                3,
                1L << 40,
                view(),
                ROUND.ballot(),
                Ballot.ZERO,
                View.NONE,
                "{\"servers\":{}}",
                "{\"version\":2}",
                new MayHold(
                        false,
                        ImmutableList.of(
                                new MayHold.Part(
                                        "{\"servers\":{}}",
                                        ImmutableSortedMap.of(
                                                "ip",
                                                ImmutableSortedSet.of(
                                                        "192.168.0.1", "192.168.0.2"))),
                                new MayHold.Part(
                                        "{}",
                                        ImmutableSortedMap.of(
                                                "job", ImmutableSortedSet.of("backup"))))));
    }

    static ImmutableMap<String, Message> messages() {
        ImmutableMap.Builder<String, Message> all = ImmutableMap.builder();
        bodies().forEach(
                        (name, body) ->
                                all.put(name, new Message(header(ImmutableList.of()), body)));
        ImmutableList<Rumor> rumors =
                ImmutableList.of(
                        new Rumor(Rumor.Kind.SUSPECT, FLIP1, 4, 1, FLIP),
                        new Rumor(Rumor.Kind.ALIVE, FLIP2, 300, 2, FLIP2));
        Message ping = new Message(header(rumors), new Message.Ping());
        all.put("ping-with-rumors", ping);
        all.put("relay", new Message(header(rumors), new Message.Relay(FLIP2, ping)));
        return all.buildOrThrow();
    }

    private static ImmutableMap<String, Message.Body> bodies() {
        Exclusion exclusion = new Exclusion(FLIP, "ip", "192.168.0.1");
        return ImmutableMap.<String, Message.Body>builder()
                .put("ping", new Message.Ping())
                .put("ack", new Message.Ack(1L << 60, new Grant(1, 3, Duration.ofMillis(1500))))
                .put("ack-without-grant", new Message.Ack(1L << 60, Grant.NONE))
                .put(
                        "prepare",
                        new Message.Prepare(
                                ROUND,
                                ImmutableList.of(
                                        new Change.Down(FLIP1, 12, 4),
                                        new Change.Up(FLIP1, 12, 5),
                                        new Change.Out(FLIP1, 12, 4),
                                        new Change.Admit(FLIP1, 12, 13),
                                        new Change.Configure(2, 3),
                                        new Change.Exclude(exclusion),
                                        new Change.Include(exclusion),
                                        new Change.Form(0, 3))))
                .put(
                        "promised",
                        new Message.Promised(
                                ROUND,
                                ROUND.ballot(),
                                view(),
                                View.NONE,
                                ImmutableList.of(
                                        new Opinion.Agreed(),
                                        new Opinion.NotYet(
                                                Duration.ofMillis(300), Opinion.Reason.GRANTED),
                                        new Opinion.Opposed(Opinion.Reason.REACHED))))
                .put("accept", new Message.Accept(ROUND, view()))
                .put("accepted", new Message.Accepted(ROUND))
                .put("refused", new Message.Refused(ROUND, new Ballot(9, "flip2")))
                .put("decided", new Message.Decided(view()))
                .put("view-wanted", new Message.ViewWanted())
                .put("configuration-wanted", new Message.ConfigurationWanted(2, 3))
                .put("configuration-offered", new Message.ConfigurationOffered(2, 9, "{}"))
                .put("excluding", new Message.Excluding(3, ImmutableList.of(exclusion)))
                .put("decided-recovered", new Message.Decided(recovered()))
                .put("recovery-asked", new Message.RecoveryAsked(recovery(), 2, 3, true))
                .put("recovery-answered", new Message.RecoveryAnswered(9, false, "no"))
                .put("will", new Message.Will())
                .buildOrThrow();
    }
}
