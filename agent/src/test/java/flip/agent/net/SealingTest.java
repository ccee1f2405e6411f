package flip.agent.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SealingTest {
    private static final int LIMIT = Sealer.DATAGRAM_LIMIT_BYTES;
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();

    @Test
    void whatWasSealedIsOpened() {
        Sealer sealer = new Sealer(KeyRing.of("secret"), random);
        Opener opener = new Opener(KeyRing.of("secret"));

        for (int length = 0; length <= Sealer.DATAGRAM_PAYLOAD_LIMIT_BYTES; length += 193) {
            byte[] payload = new byte[length];
            new Random(length).nextBytes(payload);

            byte[] sealed = sealer.seal(payload);

            assertThat(sealed).hasSize(length + Sealer.OVERHEAD_BYTES);
            assertThat(payload(opener.open(sealed, LIMIT))).isEqualTo(payload);
        }
    }

    @Test
    void twoSealersDifferEvenWhenTheRandomSourceWasSetBack() {
        SecureRandom setBack =
                new SecureRandom() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public void nextBytes(byte[] bytes) {
                        Arrays.fill(bytes, (byte) 7);
                    }
                };

        byte[] first = new Sealer(KeyRing.of("secret"), setBack).seal(HELLO);
        byte[] second = new Sealer(KeyRing.of("secret"), setBack).seal(HELLO);

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void nothingOfThePayloadIsReadable() {
        byte[] zeros = new byte[64];

        byte[] sealed = new Sealer(KeyRing.of("secret"), random).seal(zeros);

        byte[] ciphertext = Arrays.copyOfRange(sealed, Envelope.HEADER_BYTES, sealed.length);
        assertThat(longestRunOfZeros(ciphertext)).isLessThan(8);
    }

    @Test
    void onePayloadSealedTwiceLooksDifferentAndBothOpen() {
        Sealer sealer = new Sealer(KeyRing.of("secret"), random);
        Opener opener = new Opener(KeyRing.of("secret"));

        byte[] first = sealer.seal(HELLO);
        byte[] second = sealer.seal(HELLO);

        assertThat(Arrays.copyOfRange(first, Envelope.HEADER_BYTES, first.length))
                .isNotEqualTo(Arrays.copyOfRange(second, Envelope.HEADER_BYTES, second.length));
        assertThat(payload(opener.open(second, LIMIT))).isEqualTo(HELLO);
        assertThat(payload(opener.open(first, LIMIT))).isEqualTo(HELLO);
    }

    @Test
    void noKeyAndNonceAreUsedTwiceAcrossRestarts() {
        Set<ByteBuffer> seen = new HashSet<>();

        for (int restart = 0; restart < 50; restart++) {
            Sealer sealer = new Sealer(KeyRing.of("secret"), random);
            for (int number = 0; number < 50; number++) {
                byte[] sealed = sealer.seal(HELLO);
                int end = Envelope.COUNTER_AT + Envelope.COUNTER_BYTES;
                seen.add(ByteBuffer.wrap(Arrays.copyOfRange(sealed, Envelope.SALT_AT, end)));
            }
        }

        assertThat(seen).hasSize(50 * 50);
    }

    @Test
    void aReplayIsOpenedBecauseOnlyTheCoreKnowsStamps() {
        Opener opener = new Opener(KeyRing.of("secret"));
        byte[] sealed = new Sealer(KeyRing.of("secret"), random).seal(HELLO);

        assertThat(payload(opener.open(sealed.clone(), LIMIT))).isEqualTo(HELLO);
        assertThat(payload(opener.open(sealed.clone(), LIMIT))).isEqualTo(HELLO);
    }

    @Test
    void everyFlippedBitIsRefused() {
        Opener opener = new Opener(KeyRing.of("secret"));
        byte[] sealed = new Sealer(KeyRing.of("secret"), random).seal(HELLO);
        payload(opener.open(sealed, LIMIT));

        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            NetworkEvent expected =
                    switch (bit / 8) {
                        case Envelope.VERSION_AT -> NetworkEvent.REFUSED_UNKNOWN_VERSION;
                        case Envelope.FINGERPRINT_AT -> NetworkEvent.REFUSED_UNKNOWN_KEY;
                        default -> NetworkEvent.REFUSED_NOT_AUTHENTIC;
                    };
            assertThat(refusal(opener.open(flipped, LIMIT))).as("bit %d", bit).isEqualTo(expected);
        }
    }

    @Test
    void everyTruncationAndEveryAdditionIsRefused() {
        Opener opener = new Opener(KeyRing.of("secret"));
        byte[] sealed = new Sealer(KeyRing.of("secret"), random).seal(HELLO);

        for (int length = 0; length < sealed.length; length++) {
            assertThat(refusal(opener.open(Arrays.copyOf(sealed, length), LIMIT)))
                    .as("length %d", length)
                    .isEqualTo(
                            length < Sealer.OVERHEAD_BYTES
                                    ? NetworkEvent.REFUSED_TOO_SHORT
                                    : NetworkEvent.REFUSED_NOT_AUTHENTIC);
        }
        assertThat(refusal(opener.open(Arrays.copyOf(sealed, sealed.length + 1), LIMIT)))
                .isEqualTo(NetworkEvent.REFUSED_NOT_AUTHENTIC);
    }

    @Test
    void whatIsLongerThanTheLimitIsRefusedAlthoughItIsOurs() {
        Opener opener = new Opener(KeyRing.of("secret"));
        Sealer sealer = new Sealer(KeyRing.of("secret"), random);

        byte[] longest = sealer.seal(new byte[Sealer.DATAGRAM_PAYLOAD_LIMIT_BYTES]);
        byte[] tooLong = sealer.seal(new byte[Sealer.DATAGRAM_PAYLOAD_LIMIT_BYTES + 1]);

        assertThat(longest).hasSize(1200);
        assertThat(opener.open(longest, LIMIT)).isInstanceOf(Opened.Payload.class);
        assertThat(refusal(opener.open(tooLong, LIMIT))).isEqualTo(NetworkEvent.REFUSED_TOO_LONG);
        assertThatThrownBy(() -> sealer.seal(new byte[Sealer.PAYLOAD_LIMIT_BYTES + 1]))
                .hasMessageContaining(String.valueOf(Sealer.PAYLOAD_LIMIT_BYTES));
    }

    @Test
    void garbageIsRefusedAndNothingOfItRemembered() {
        Opener opener = new Opener(KeyRing.of("secret"));
        byte[] genuine = new Sealer(KeyRing.of("secret"), random).seal(HELLO);
        Random garbage = new Random(7);

        for (int round = 0; round < 2000; round++) {
            byte[] bytes = new byte[Sealer.OVERHEAD_BYTES + garbage.nextInt(200)];
            garbage.nextBytes(bytes);
            // Half of it begins like ours, so that it gets as far as the tag.
            if (round % 2 == 0) {
                System.arraycopy(genuine, 0, bytes, 0, Envelope.SALT_AT);
            }
            refusal(opener.open(bytes, LIMIT));
        }

        assertThat(opener.rememberedSubKeys()).isZero();
    }

    @Test
    void whatIsRememberedIsBoundedAndWhatWasForgottenStillOpens() {
        Opener opener = new Opener(KeyRing.of("secret"));
        byte[] first = new Sealer(KeyRing.of("secret"), random).seal(HELLO);
        payload(opener.open(first, LIMIT));

        for (int process = 0; process < Opener.LIMIT_SUB_KEYS + 10; process++) {
            payload(opener.open(new Sealer(KeyRing.of("secret"), random).seal(HELLO), LIMIT));
        }

        assertThat(opener.rememberedSubKeys()).isEqualTo(Opener.LIMIT_SUB_KEYS);
        assertThat(payload(opener.open(first, LIMIT))).isEqualTo(HELLO);
    }

    @Test
    void anotherKeyIsRefusedAsUnknown() {
        String other = secretWithFingerprint("secret", false);
        byte[] sealed = new Sealer(KeyRing.of(other), random).seal(HELLO);

        assertThat(refusal(new Opener(KeyRing.of("secret")).open(sealed, LIMIT)))
                .isEqualTo(NetworkEvent.REFUSED_UNKNOWN_KEY);
    }

    @Test
    void aKeyThatOnlyHasTheSameFingerprintOpensNothingOfAnother() {
        String twin = secretWithFingerprint("secret", true);
        byte[] sealed = new Sealer(KeyRing.of(twin), random).seal(HELLO);

        Opened byOther = new Opener(KeyRing.of("secret")).open(sealed, LIMIT);
        Opened byBoth = new Opener(KeyRing.of(List.of("secret", twin))).open(sealed, LIMIT);

        assertThat(refusal(byOther)).isEqualTo(NetworkEvent.REFUSED_NOT_AUTHENTIC);
        assertThat(payload(byBoth)).isEqualTo(HELLO);
    }

    @Test
    void aKeyIsRotatedWithoutAMomentOfSilence() {
        List<KeyRing> steps =
                List.of(
                        KeyRing.of("old"),
                        KeyRing.of(List.of("old", "new")),
                        KeyRing.of(List.of("new", "old")),
                        KeyRing.of("new"));

        // While a step spreads, some servers are at one step and some at the next.
        for (int step = 0; step + 1 < steps.size(); step++) {
            for (int from = step; from <= step + 1; from++) {
                for (int to = step; to <= step + 1; to++) {
                    byte[] sealed = new Sealer(steps.get(from), random).seal(HELLO);
                    assertThat(payload(new Opener(steps.get(to)).open(sealed, LIMIT)))
                            .isEqualTo(HELLO);
                }
            }
        }
    }

    @Test
    void aKeyRingIsBoundedAndSaysNoSecrets() {
        List<String> many = IntStream.range(0, 9).mapToObj(number -> "key" + number).toList();

        assertThatThrownBy(() -> KeyRing.of(List.of())).hasMessageContaining("not 0");
        assertThatThrownBy(() -> KeyRing.of(many)).hasMessageContaining("not 9");
        assertThatThrownBy(() -> KeyRing.of(List.of("a", ""))).hasMessageContaining("key 2");
        assertThat(KeyRing.of("xyzzy").toString()).doesNotContain("xyzzy");
        assertThat(KeyRing.of("xyzzy").sealing().toString()).doesNotContain("xyzzy");
    }

    /** A secret other than this one whose fingerprint is, or is not, the same. */
    private static String secretWithFingerprint(String secret, boolean same) {
        byte fingerprint = KeyRing.of(secret).sealing().fingerprint();
        return IntStream.range(0, 100_000)
                .mapToObj(number -> "other" + number)
                .filter(other -> same == (KeyRing.of(other).sealing().fingerprint() == fingerprint))
                .findFirst()
                .orElseThrow();
    }

    private static int longestRunOfZeros(byte[] bytes) {
        int longest = 0;
        int run = 0;
        for (byte value : bytes) {
            run = value == 0 ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    private static byte[] payload(Opened opened) {
        assertThat(opened).isInstanceOf(Opened.Payload.class);
        return ((Opened.Payload) opened).bytes();
    }

    private static NetworkEvent refusal(Opened opened) {
        assertThat(opened).isInstanceOf(Opened.Refused.class);
        return ((Opened.Refused) opened).why();
    }
}
