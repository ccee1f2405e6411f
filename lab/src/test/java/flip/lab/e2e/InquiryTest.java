package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watch that sees a second server answer, and loss. */
@NeedsNamespaces
class InquiryTest {
    private static final String ADDRESS = "192.168.0.1";
    private static final Duration PERIOD = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private Laboratory lab;
    private Inquiry inquiry;

    @BeforeEach
    void build() {
        lab = Laboratory.open(List.of("a", "b"), List.of(ADDRESS), PERIOD);
        inquiry = Inquiry.open(lab.hosts(), List.of(ADDRESS), PERIOD);
    }

    @AfterEach
    void remove() {
        inquiry.close();
        lab.close();
    }

    @Test
    void twoServersThatAnswerAreSeenThoughNoCutLetsAnybodyElseReachThem() {
        long start = System.nanoTime();
        lab.segment().partition(lab.hosts().all());
        take("a");
        take("b");

        await().atMost(PATIENCE)
                .until(
                        () ->
                                inquiry.serving()
                                                .onSeveral(ADDRESS, start, System.nanoTime())
                                                .compareTo(Duration.ofMillis(100))
                                        > 0);
        assertThat(lab.answers().between(ADDRESS, start, System.nanoTime())).isEmpty();
    }

    @Test
    void aServerThatHasTheAddressAndDropsWhatComesForItDoesNotAnswer() {
        long start = System.nanoTime();
        lab.host("b")
                .namespace()
                .run(
                        "nft",
                        "table inet fence { chain in { type filter hook input priority 0; ip daddr "
                                + ADDRESS
                                + " drop; }; }");
        take("a");
        take("b");

        assertThat(lab.answers().awaitFrom(ADDRESS, "a", start, PATIENCE)).isPresent();
        assertThat(lab.timeline().holders(ADDRESS)).containsExactlyInAnyOrder("a", "b");
        assertThat(inquiry.serving().onSeveral(ADDRESS, start, System.nanoTime())).isZero();
    }

    @Test
    void whatIsLostByChanceIsLostByAllButTheInquiry() {
        take("a");
        assertThat(lab.answers().awaitFrom(ADDRESS, "a", System.nanoTime(), PATIENCE)).isPresent();

        lab.segment().lose(100);
        long lost = System.nanoTime();
        take("b");
        await().atMost(PATIENCE)
                .until(
                        () ->
                                !inquiry.serving()
                                        .onSeveral(ADDRESS, lost, System.nanoTime())
                                        .isZero());
        List<Answers.Answer> answers =
                lab.answers().between(ADDRESS, lost, System.nanoTime()).stream()
                        .filter(answer -> answer.askedAt() > lost)
                        .toList();
        assertThat(answers).isEmpty();

        lab.segment().lose(0);
        assertThat(lab.answers().await(ADDRESS, System.nanoTime(), answer -> true, PATIENCE))
                .isPresent();
    }

    private void take(String host) {
        lab.host(host).namespace().ip("address", "add", ADDRESS + "/32", "dev", Host.INTERFACE);
    }
}
