package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A configuration that some servers have and others cannot use. */
class UnusableConfigurationTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Configuration FIRST = file(1, 2, "a", "b", "c");

    private final Conversation cluster =
            new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c");
    private final AtomicInteger prepares = new AtomicInteger();
    private final AtomicInteger wanted = new AtomicInteger();

    private static Configuration file(long version, int quorum, String... ids) {
        return Files.of(version, Conversation.quick(), quorum, ids);
    }

    @BeforeEach
    void counts() {
        cluster.lose(
                letter -> {
                    Message.Body body = letter.body();
                    prepares.addAndGet(body instanceof Message.Prepare ? 1 : 0);
                    wanted.addAndGet(body instanceof Message.ConfigurationWanted ? 1 : 0);
                    return false;
                });
    }

    private long version(String at) {
        return cluster.get(at).view().configurationVersion();
    }

    /** I3: it would keep what the next views give to others, and never settle. */
    @Test
    void whoCannotReadWhatWasAgreedGivesEverythingUpSaysSoAndGoesOut() {
        cluster.texts.makeUnreadable("c", Files.differing(FIRST, 2, 8));
        cluster.start("a", "b", "c").runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");

        cluster.offers("a", 2, 8);
        cluster.runFor(SECOND);

        assertThat(version("a")).isEqualTo(2);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c out");
        assertThat(cluster.toldOf("c: everything is given up"))
                .singleElement()
                .asString()
                .contains("configuration of version 2 cannot be used here");
        assertThat(cluster.get("c").waitingFor())
                .hasValueSatisfying(why -> assertThat(why).contains("cannot be used here"));
        assertThat(cluster.isLeased("c")).isFalse();
    }

    @Test
    void whoHasAnotherFileOfTheAgreedVersionGivesEverythingUpUntilTheyAreEqual() {
        cluster.start("a", "b", "c").runFor(SECOND).isolate("c");
        cluster.offers("c", 2, 9);
        cluster.offers("a", 2, 8);
        cluster.runFor(Duration.ofMillis(60)).heal();

        cluster.runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c out");
        assertThat(cluster.toldOf("c: everything is given up"))
                .singleElement()
                .asString()
                .contains("differs from the one of that version here");

        cluster.offers("c", 2, 8);
        cluster.runFor(SECOND);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(cluster.get("c").waitingFor()).isEmpty();
    }

    @Test
    void whoseConfigurationIsOnlyOnItsWayKeepsEverything() {
        cluster.start("a", "b", "c").runFor(SECOND);
        cluster.lose(
                letter ->
                        letter.to().equals("c")
                                && letter.body() instanceof Message.ConfigurationOffered);

        cluster.offers("a", 2, 8);
        cluster.runFor(SECOND);
        assertThat(version("c")).isEqualTo(2);
        assertThat(cluster.get("c").configuration()).isEmpty();
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(cluster.isLeased("c")).isTrue();

        cluster.heal().runFor(SECOND);
        assertThat(cluster.get("c").configuration())
                .hasValueSatisfying(found -> assertThat(found.version()).isEqualTo(2));
        assertThat(cluster.toldOf("everything is given up")).isEmpty();
    }

    @Test
    void whatNobodyElseCanReadIsAskedForOnceRefusedOnceAndNotProposed() {
        cluster.texts.makeUnreadable("b", Files.differing(FIRST, 2, 8));
        cluster.texts.makeUnreadable("c", Files.differing(FIRST, 2, 8));
        cluster.start("a", "b", "c").runFor(SECOND);
        int before = prepares.get();

        cluster.offers("a", 2, 8);
        cluster.runFor(SECOND.multipliedBy(60));

        assertThat(version("a")).isEqualTo(1);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(wanted.get()).as("requests in a minute").isLessThanOrEqualTo(4);
        assertThat(cluster.toldOf("is refused and not asked for again")).hasSize(2);
        assertThat(prepares.get()).as("prepares in a minute").isEqualTo(before);
    }

    @Test
    void whatReadsDifferentlyHereIsRefused() {
        Configuration second = Files.differing(FIRST, 2, 8);
        cluster.start("a", "b", "c").runFor(SECOND);
        cluster.offers("a", second);
        // To these, which ignore a key that they do not know, the text says something else.
        cluster.texts.write(
                new Configuration(
                        2, 9, second.quorum(), second.roster(), second.timing(), second.text()));

        cluster.runFor(SECOND.multipliedBy(5));

        assertThat(version("a")).isEqualTo(1);
        assertThat(cluster.toldOf("does not know all that is in it")).hasSize(2);
    }

    @Test
    void anotherQuorumOrOtherVotersAreNotAgreedTo() {
        cluster.start("a", "b", "c").runFor(SECOND);

        cluster.offers("a", file(2, 3, "a", "b", "c"));
        cluster.offers("b", file(3, 2, "a", "b", "c", "d"));
        cluster.runFor(SECOND.multipliedBy(5));

        assertThat(version("a")).isEqualTo(1);
        assertThat(cluster.toldOf("is not proposed: it has other voters, or another quorum"))
                .as("told once by each that has one")
                .hasSize(2);

        cluster.offers("c", file(4, 2, "a", "b", "c", "n"));
        cluster.runFor(SECOND);
        assertThat(version("a")).as("a server that does not vote may come").isEqualTo(4);
        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up, n out");
    }

    @Test
    void aFreshServerWithANewerFileTakesTheOneInForce() {
        cluster.start("a", "b", "c").runFor(SECOND).crash("c").runFor(SECOND);

        Configuration newer = file(7, 2, "a", "b", "c");
        cluster.texts.makeUnreadable("a", newer);
        cluster.texts.makeUnreadable("b", newer);
        cluster.loseDisk("c").file("c", newer);
        cluster.start("c").runFor(SECOND);

        assertThat(cluster.view("a")).isEqualTo("a up, b up, c up");
        assertThat(cluster.get("c").configuration()).contains(FIRST);
        assertThat(cluster.get("c").waitingFor()).isEmpty();
    }

    /** Its file says a quorum of one, its view a quorum of two; that file was never agreed to. */
    @Test
    void oneVoterOfAnotherClusterDoesNotTakeAServerOutOfItsOwn() {
        Conversation both =
                new Conversation(Conversation.quick(), Rules.ALL, "a", "b", "c", "n")
                        .file("a'", file(9, 1, "a", "n"))
                        .isolate("a'");
        both.start("a", "b", "c", "n", "a'").runFor(SECOND).crash("n").runFor(SECOND);
        assertThat(both.view("a'")).startsWith("a up");
        both.lose(letter -> letter.body() instanceof Message.ConfigurationOffered);
        both.loseDisk("n").file("n", file(7, 1, "a", "b", "c", "n")).start("n").runFor(SECOND);
        assertThat(both.view("n")).isEqualTo("a up, b up, c up, n up");

        both.isolate("n").mendBoth("a'", "n").runFor(SECOND);

        assertThat(both.isLeased("n")).isFalse();
        assertThat(both.toldOf("starts anew")).isEmpty();
    }
}
