package flip.membership;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.io.BaseEncoding;
import com.google.common.io.Resources;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What the format is, byte for byte: a change of it needs another version. */
class WireFormatTest {
    @Test
    void theFormatIsTheOneInTheGoldenFile() throws IOException {
        StringBuilder spelled = new StringBuilder();
        Samples.messages().forEach((name, message) -> add(spelled, name, Wire.encode(message)));
        add(spelled, "a promise", Wire.encodePromise(Samples.promise()));
        add(spelled, "a promise that waits", Wire.encodePromise(Samples.waiting()));
        spelled.append("a digest: ").append(Wire.digest(Samples.view())).append('\n');

        String golden = Resources.toString(Resources.getResource("wire-format.txt"), UTF_8);
        assertThat(spelled.toString()).isEqualTo(golden);
    }

    @Test
    void anotherVersionIsRefusedByName() {
        byte[] bytes = ping();
        bytes[0] = 2;

        assertThatThrownBy(() -> Wire.decode(bytes))
                .isInstanceOf(WireException.class)
                .hasMessage(
                        "the version of the format must be 1, not 2, at byte 0: "
                                + "this server runs an older or a newer flip");
    }

    @Test
    void aPromiseOfALaterFormatIsRefusedByName() {
        byte[] bytes = Wire.encodePromise(Samples.promise());
        assertThat(Wire.isPromiseOfAnotherVersion(bytes)).isFalse();
        assertThat(Wire.isPromiseOfAnotherVersion(new byte[0])).isFalse();

        bytes[0] = 5;

        assertThat(Wire.isPromiseOfAnotherVersion(bytes)).isTrue();
        assertThatThrownBy(() -> Wire.decodePromise(bytes))
                .hasMessage(
                        "the version of the format must be 3 or 4, not 5, at byte 0: "
                                + "this server runs an older or a newer flip");
    }

    @Test
    void namesOfWhatIsHeldOutOfOrderAreRefused() {
        byte[] bytes = Wire.encodePromise(Samples.promise());
        String text = new String(bytes, ISO_8859_1);
        bytes[text.lastIndexOf("192.168.0.2") + 10] = '1';

        assertThatThrownBy(() -> Wire.decodePromise(bytes))
                .hasMessageContaining("data must be sorted, each there once");
    }

    @Test
    void anUnknownKindIsRefused() {
        byte[] bytes = ping();
        bytes[1] = 16;

        assertThatThrownBy(() -> Wire.decode(bytes))
                .hasMessage("a message's kind must be 0 to 15, not 16, at byte 1");
    }

    @Test
    void trailingBytesAreRefused() {
        byte[] bytes = Arrays.copyOf(ping(), ping().length + 3);

        assertThatThrownBy(() -> Wire.decode(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageStartingWith("a message must end here, not be followed by 3 more");
    }

    @Test
    void aRelayWithinARelayIsRefused() {
        byte[] bytes = sample("relay");
        int inner = new String(bytes, ISO_8859_1).lastIndexOf("\0\nA");
        assertThat(inner).isPositive();
        bytes[inner] = 2;

        assertThatThrownBy(() -> Wire.decode(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("a ping or an ack, must be 0 to 1, not 2");
    }

    @Test
    void aNumberWithALeadingZeroIsRefused() {
        WireReader reader = reader(new byte[] {(byte) 0x85, 0});

        assertThatThrownBy(() -> reader.number("the epoch"))
                .hasMessage("the epoch must be spelled without a leading zero, at byte 0");
    }

    @Test
    void aNumberOfMoreThanSixtyFourBitsIsRefused() {
        byte[] bytes = new byte[11];
        Arrays.fill(bytes, (byte) 0xff);
        bytes[9] = 2;

        assertThatThrownBy(() -> reader(bytes).number("the epoch"))
                .hasMessage("the epoch must fit 64 bits, at byte 0");
    }

    @Test
    void anIdThatWasSpelledBeforeIsNotSpelledAgain() throws WireException {
        byte[] bytes = "\u0004flip\u0004flip".getBytes(UTF_8);
        WireReader reader = reader(bytes);
        reader.sharedId("the sender");

        assertThatThrownBy(() -> reader.sharedId("the target"))
                .hasMessage("the target must refer to id 0, not repeat it, at byte 5");
    }

    @Test
    void textThatIsNoUtf8IsRefused() {
        byte[] overlong = {2, (byte) 0xc0, (byte) 0x80};

        assertThatThrownBy(() -> reader(overlong).text("a name", 9))
                .hasMessage("a name must be UTF-8, at byte 1");
    }

    @Test
    void standingsOutOfOrderAreRefused() {
        byte[] bytes = sample("decided");
        String text = new String(bytes, ISO_8859_1);
        bytes[text.indexOf("\u0005flip1") + 1] = 'a';

        assertThatThrownBy(() -> Wire.decode(bytes))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("standings must be sorted, but alip1 comes after flip");
    }

    @Test
    void everyReasonHasItsPlace() throws WireException {
        for (Opinion.Reason reason : Opinion.Reason.values()) {
            Message message =
                    new Message(
                            Samples.header(ImmutableList.of()),
                            new Message.Promised(
                                    Samples.ROUND,
                                    Ballot.ZERO,
                                    View.NONE,
                                    View.NONE,
                                    ImmutableList.of(new Opinion.Opposed(reason))));

            assertThat(Wire.decode(Wire.encode(message))).isEqualTo(message);
        }
    }

    @Test
    void moreChangesThanARoundMayHaveAreNotAsked() {
        Round round = Samples.ROUND;
        Change change = new Change.Form(1, 1);
        ImmutableList<Change> most =
                ImmutableList.copyOf(Collections.nCopies(Message.Prepare.MOST_CHANGES, change));
        ImmutableList<Change> more =
                ImmutableList.<Change>builder().addAll(most).add(change).build();

        assertThat(new Message.Prepare(round, most).changes()).hasSize(64);
        assertThatThrownBy(() -> new Message.Prepare(round, more))
                .hasMessage("at most 64 changes ride in a round, not 65");
    }

    @Test
    void aTextThatIsNoUnicodeIsNotEncoded() {
        Message message =
                new Message(
                        Samples.header(ImmutableList.of()),
                        new Message.ConfigurationOffered(1, 2, "\ud800"));

        assertThatThrownBy(() -> Wire.encode(message))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be Unicode");
    }

    @Test
    void whoeverCountsOnFromAMessageStaysBelowTheEndOfNumbers() throws WireException {
        WireWriter out = new WireWriter();
        out.number(WireReader.HIGHEST_IN_MESSAGE);
        out.number(WireReader.HIGHEST_IN_MESSAGE + 1);
        out.number(-1);
        WireReader reader = reader(out.toBytes());

        assertThat(reader.number("the epoch")).isEqualTo(1L << 62);
        assertThatThrownBy(() -> reader.number("the epoch"))
                .hasMessage(
                        "the epoch must be 0 to 4611686018427387904, not 4611686018427387905, at byte 9");
        assertThatThrownBy(() -> reader.number("the epoch"))
                .hasMessageContaining("not 18446744073709551615");
    }

    @Test
    void aDurationBeyondAllConfigurationsIsRefused() throws WireException {
        WireWriter out = new WireWriter();
        out.duration(WireReader.LONGEST_DURATION);
        out.duration(WireReader.LONGEST_DURATION.plusNanos(1));
        WireReader reader = reader(out.toBytes());

        assertThat(reader.duration("a grant's length")).isEqualTo(WireReader.LONGEST_DURATION);
        assertThatThrownBy(() -> reader.duration("a grant's length"))
                .hasMessageStartingWith("a grant's length must be at most 365 days");
    }

    /** Else a lease needs no grant, or more than there are. */
    @Test
    void aQuorumThatIsNoneOfItsVotersIsRefused() {
        for (int quorum : new int[] {0, 3}) {
            View view = withQuorum(Samples.view(), quorum);

            assertThatThrownBy(() -> Wire.decode(decided(view)))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining(
                            "a view's quorum must be 1 to 2, the number of its voters, not "
                                    + quorum);
        }
    }

    @Test
    void aViewOfNoClusterHasNothing() throws WireException {
        View view = withQuorum(View.NONE, 1);

        assertThat(Wire.decode(decided(View.NONE)).body())
                .isEqualTo(new Message.Decided(View.NONE));
        assertThatThrownBy(() -> Wire.decode(decided(view)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("a view without a lineage must have nothing else either");
    }

    private static View withQuorum(View view, int quorum) {
        return new View(
                view.lineage(),
                view.generation(),
                view.epoch(),
                view.configurationVersion(),
                view.configurationDigest(),
                view.longestGrant(),
                quorum,
                view.standings(),
                view.exclusions());
    }

    private static byte[] decided(View view) {
        return Wire.encode(
                new Message(Samples.header(ImmutableList.of()), new Message.Decided(view)));
    }

    private static WireReader reader(byte[] bytes) {
        return new WireReader(bytes, WireReader.HIGHEST_IN_MESSAGE);
    }

    private static byte[] sample(String name) {
        return Wire.encode(requireNonNull(Samples.messages().get(name)));
    }

    private static byte[] ping() {
        return Wire.encode(new Message(Samples.header(ImmutableList.of()), new Message.Ping()));
    }

    private static void add(StringBuilder spelled, String name, byte[] bytes) {
        String hex = BaseEncoding.base16().lowerCase().encode(bytes);
        spelled.append(name).append(", ").append(bytes.length).append(" bytes\n");
        for (int at = 0; at < hex.length(); at += 96) {
            spelled.append("  ").append(hex, at, Math.min(at + 96, hex.length())).append('\n');
        }
    }
}
