package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The voter v of a cluster whose other servers, the voters a and p and the server nx, are played by
 * the test: for what happens only when exactly these messages arrive and no others.
 */
final class LoneVoter {
    static final Duration L = Duration.ofSeconds(1);
    static final Duration GUARD = Duration.ofMillis(300);

    private static final long LINEAGE = 77;
    private static final ServerId SELF = new ServerId("v");

    private final Membership membership;
    private final Configuration file;
    private Moment now = new Moment(0);
    private long stamp = 1000;
    private long ballot = 10;

    /** Has run for longer than L + g, and knows the first view, in which nx is like that. */
    LoneVoter(Standing nx) {
        this(nx, L);
    }

    /** The same; its own file has that ping_timeout, and the cluster L. */
    LoneVoter(Standing nx, Duration pingTimeout) {
        file = file(pingTimeout);
        membership =
                new Membership(
                        SELF,
                        file,
                        text -> file,
                        Optional.empty(),
                        new SplittableRandom(1),
                        now,
                        Rules.ALL);
        perform(membership.tick(now));
        perform(membership.released(now));
        passes(L.plus(GUARD).multipliedBy(2));
        hears("p", new Message.Decided(view(1, nx)));
    }

    private static Configuration file(Duration pingTimeout) {
        Timing timing = new Timing(Duration.ofMillis(200), pingTimeout, GUARD, Duration.ZERO, 2);
        return Files.of(1, timing, "a", "p", "v", "nx");
    }

    /** A view of that epoch: everybody is up, and nx is like that. */
    View view(long epoch, Standing nx) {
        return new View(
                LINEAGE,
                1,
                epoch,
                file.version(),
                file.digest(),
                L.plus(GUARD),
                2,
                ImmutableSortedMap.of(
                        new ServerId("a"),
                        new Standing(1, Standing.State.UP, 1, true),
                        new ServerId("nx"),
                        nx,
                        new ServerId("p"),
                        new Standing(2, Standing.State.UP, 1, true),
                        SELF,
                        new Standing(membership.identity(), Standing.State.UP, 1, true)),
                ImmutableSortedSet.of());
    }

    void passes(Duration time) {
        now = now.plus(time);
        perform(membership.tick(now));
    }

    /** p asks it to accept that view, with a ballot above all before. */
    List<Message.Body> isAskedToAccept(View view) {
        return hears(
                "p", new Message.Accept(new Round(LINEAGE, 1, new Ballot(++ballot, "p")), view));
    }

    /** What it is granted: nx pings with that identity, in its first life. */
    Grant grants(long identity) {
        return saying("nx", identity, new Message.Ping()).stream()
                .filter(Message.Ack.class::isInstance)
                .map(body -> ((Message.Ack) body).grant())
                .findFirst()
                .orElseThrow();
    }

    List<Message.Body> hears(String from, Message.Body body) {
        return saying(from, from.equals("a") ? 1 : 2, body);
    }

    /** A ping of that server with that identity, which answers nothing that was said to it. */
    void hearsRecorded(String from, long identity) {
        perform(
                membership.received(
                        now,
                        new Message(header(new ServerId(from), identity, 0), new Message.Ping())));
    }

    /** The stamp that it echoes to that server. */
    long echoTo(String to) {
        return membership.stamped(now, new ServerId(to), new Message.Ping()).header().echo();
    }

    /** The stamp that the test said something with last. */
    long stamp() {
        return stamp - 1;
    }

    /** What it says to that server because of that. */
    private List<Message.Body> saying(String from, long identity, Message.Body body) {
        ServerId sender = new ServerId(from);
        long echo = membership.stamped(now, sender, new Message.Ping()).header().stamp();
        Header header = header(sender, identity, echo);
        List<Message.Body> said = new ArrayList<>();
        for (Effect effect : perform(membership.received(now, new Message(header, body)))) {
            if (effect instanceof Effect.Say say && say.to().equals(sender)) {
                said.add(say.body());
            }
        }
        return said;
    }

    private Header header(ServerId sender, long identity, long echo) {
        View known = membership.known();
        return new Header(
                sender,
                identity,
                1,
                0,
                stamp++,
                echo,
                LINEAGE,
                1,
                known.epoch(),
                Wire.digest(known),
                0,
                file.version(),
                file.digest(),
                Header.Wants.UP,
                true,
                ImmutableList.of());
    }

    /** The disk is quick, and what it says to itself arrives at once. */
    private List<Effect> perform(List<Effect> effects) {
        List<Effect> performed = new ArrayList<>();
        ArrayDeque<Effect> queue = new ArrayDeque<>(effects);
        while (!queue.isEmpty()) {
            Effect effect = queue.remove();
            performed.add(effect);
            if (effect instanceof Effect.Persist persist) {
                queue.addAll(membership.persisted(now, persist.number()));
            } else if (effect instanceof Effect.Say say && say.to().equals(SELF)) {
                queue.addAll(membership.heardSelf(now, say.body()));
            }
        }
        return performed;
    }
}
