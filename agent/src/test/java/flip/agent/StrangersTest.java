package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.net.InetAddresses;
import flip.membership.Header;
import flip.membership.Message;
import flip.membership.Roster;
import flip.membership.Server;
import flip.membership.ServerId;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where those are answered that the roster in force does not have. */
class StrangersTest {
    private static final ServerId X = new ServerId("x");
    private static final InetSocketAddress HERE = at(1);
    private static final InetSocketAddress THERE = at(2);

    /** Of this process. */
    private static final long SAID = 1000;

    private final Strangers strangers = new Strangers();

    private static InetSocketAddress at(int host) {
        return new InetSocketAddress(InetAddresses.forString("10.0.0." + host), 7);
    }

    /** Of that sender, with that stamp and echo. */
    static Message message(ServerId sender, long stamp, long echo, Message.Body body) {
        Header header =
                new Header(
                        sender,
                        1,
                        1,
                        0,
                        stamp,
                        echo,
                        1,
                        1,
                        1,
                        1,
                        1,
                        1,
                        1,
                        Header.Wants.UP,
                        false,
                        ImmutableList.of());
        return new Message(header, body);
    }

    private static Message ping(long stamp, long echo) {
        return message(X, stamp, echo, new Message.Ping());
    }

    private void say(long stamp) {
        strangers.said(message(new ServerId("a"), stamp, 0, new Message.Ping()));
    }

    @Test
    void whoNobodyHeardIsNowhere() {
        assertThat(strangers.of(X)).isEmpty();
    }

    @Test
    void whoSpeaksIsAnsweredWhereItSpeaksFromAlsoWhenItHasHeardNothingHere() {
        strangers.heard(HERE, ping(5, 0));

        assertThat(strangers.of(X)).contains(HERE);
    }

    @Test
    void whoHasAnotherAddressByNowIsAnsweredThere() {
        say(SAID);
        strangers.heard(HERE, ping(5, SAID));

        strangers.heard(THERE, ping(6, SAID));

        assertThat(strangers.of(X)).contains(THERE);
    }

    @Test
    void aRecordedMessageOfThisTimeMovesNothing() {
        say(SAID);
        say(SAID + 1);
        strangers.heard(HERE, ping(5, SAID));
        strangers.heard(HERE, ping(6, SAID + 1));

        strangers.heard(THERE, ping(5, SAID));
        strangers.heard(THERE, ping(6, SAID + 1));

        assertThat(strangers.of(X)).contains(HERE);
    }

    /** Of another life of the sender, or of this server: no stamp says which was later. */
    @Test
    void aRecordedMessageOfAnotherTimeMovesNothing() {
        say(SAID);
        strangers.heard(HERE, ping(5, SAID));

        strangers.heard(THERE, ping(Long.MAX_VALUE, SAID - 1));
        strangers.heard(THERE, ping(Long.MAX_VALUE, SAID + 1));
        strangers.heard(THERE, ping(Long.MAX_VALUE, 0));

        assertThat(strangers.of(X)).contains(HERE);
    }

    @Test
    void whoHasHeardThisProcessIsBelievedBeforeARecordedMessageThatCameFirst() {
        strangers.heard(THERE, ping(Long.MAX_VALUE, 0));
        say(SAID);

        strangers.heard(HERE, ping(5, SAID));

        assertThat(strangers.of(X)).contains(HERE);
    }

    @Test
    void aDriverSpeaksFromAPortOfItsOwn() {
        say(SAID);
        strangers.heard(HERE, ping(5, SAID));

        strangers.heard(THERE, message(X, 6, SAID, new Message.Will()));

        assertThat(strangers.of(X)).contains(HERE);
    }

    @Test
    void whomTheRosterHadIsWhereItWasUntilItSpeaksFromElsewhere() {
        say(SAID);
        strangers.left(X, HERE);
        strangers.heard(THERE, ping(5, 0));
        assertThat(strangers.of(X)).contains(HERE);

        strangers.heard(THERE, ping(6, SAID));

        assertThat(strangers.of(X)).contains(THERE);
    }

    @Test
    void whomTheRosterHasIsForgotten() {
        strangers.heard(HERE, ping(5, 0));

        strangers.forget(Roster.of(List.of(new Server(X, "10.0.0.9", 7, Server.LAST, true))));

        assertThat(strangers.of(X)).isEmpty();
    }

    @Test
    void ofTooManyThoseThatWereHeardLastAreKept() {
        strangers.heard(HERE, ping(1, 0));
        ServerId silent = new ServerId("silent");
        strangers.heard(HERE, message(silent, 1, 0, new Message.Ping()));
        for (int other = 0; other < Strangers.MOST - 1; other++) {
            strangers.heard(HERE, ping(2 + other, 0));
            strangers.heard(HERE, message(new ServerId("other" + other), 1, 0, new Message.Ping()));
        }

        assertThat(strangers.of(silent)).isEmpty();
        assertThat(strangers.of(X)).isPresent();
        assertThat(strangers.of(new ServerId("other0"))).isPresent();
    }
}
