package flip.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final int SEEDS = 3_000;

    /** What one datagram may have, less what sealing adds. */
    private static final int DATAGRAM = 1_200 - 60;

    @Test
    void everyMessageComesBackAsItWas() throws WireException {
        for (int seed = 0; seed < SEEDS; seed++) {
            Message message = new RandomMessages(seed).message(seed);

            byte[] bytes = Wire.encode(message);

            assertThat(Wire.decode(bytes)).as("seed %d", seed).isEqualTo(message);
        }
    }

    @Test
    void everyKindOfMessageOfChangeAndOfOpinionIsAmongThem() {
        Set<Class<?>> seen = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            Message.Body body = new RandomMessages(seed).message(seed).body();
            seen.add(body.getClass());
            if (body instanceof Message.Prepare prepare) {
                prepare.changes().forEach(change -> seen.add(change.getClass()));
            }
            if (body instanceof Message.Promised promised) {
                promised.opinions().forEach(opinion -> seen.add(opinion.getClass()));
            }
        }

        for (Class<?> kinds : List.of(Message.Body.class, Change.class, Opinion.class)) {
            assertThat(seen).contains(kinds.getPermittedSubclasses());
        }
    }

    @Test
    void everyPromiseComesBackAsItWas() throws WireException {
        for (int seed = 0; seed < SEEDS; seed++) {
            Promise promise = new RandomMessages(seed).promise();

            byte[] bytes = Wire.encodePromise(promise);

            assertThat(Wire.decodePromise(bytes)).as("seed %d", seed).isEqualTo(promise);
        }
    }

    @Test
    void aMessageThatBreaksOffIsRefusedWhereverItDoes() {
        for (int seed = 0; seed < 100; seed++) {
            byte[] bytes = Wire.encode(new RandomMessages(seed).message(seed));
            for (int length = 0; length < bytes.length; length++) {
                byte[] part = Arrays.copyOf(bytes, length);

                assertThatThrownBy(() -> Wire.decode(part))
                        .as("seed %d cut at %d", seed, length)
                        .isInstanceOf(WireException.class);
            }
        }
    }

    @Test
    void aPromiseThatBreaksOffIsRefusedWhereverItDoes() {
        for (int seed = 0; seed < 30; seed++) {
            byte[] bytes = Wire.encodePromise(new RandomMessages(seed).promise());
            for (int length = 0; length < bytes.length; length++) {
                byte[] part = Arrays.copyOf(bytes, length);

                assertThatThrownBy(() -> Wire.decodePromise(part))
                        .as("seed %d cut at %d", seed, length)
                        .isInstanceOf(WireException.class);
            }
        }
    }

    @Test
    void aChangedByteIsRefusedOrMeansSomethingElseInItsOneSpelling() {
        int accepted = 0;
        for (int seed = 0; seed < 60; seed++) {
            byte[] bytes = Wire.encode(new RandomMessages(seed).message(seed));
            SplittableRandom random = new SplittableRandom(seed);
            for (int at = 0; at < bytes.length; at++) {
                for (int bit = 0; bit < 9; bit++) {
                    byte[] changed = bytes.clone();
                    changed[at] ^= (byte) (bit < 8 ? 1 << bit : 1 + random.nextInt(255));
                    if (isAcceptedInOneSpelling(changed, "seed " + seed + " byte " + at)) {
                        accepted++;
                    }
                }
            }
        }
        assertThat(accepted).isPositive();
    }

    @Test
    void nonsenseIsRefusedOrMeansSomethingInItsOneSpelling() {
        for (int seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            if (bytes.length > 1) {
                bytes[0] = Wire.VERSION;
                bytes[1] = (byte) random.nextInt(13);
            }
            isAcceptedInOneSpelling(bytes, "seed " + seed);
        }
    }

    @Test
    void aDigestTellsViewsApartAndIsTheSameForEqualOnes() throws WireException {
        TreeMap<Long, View> seen = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            View view = new RandomMessages(seed).view();
            View other = seen.putIfAbsent(Wire.digest(view), view);
            assertThat(other == null || other.equals(view)).as("seed %d", seed).isTrue();
        }
        assertThat(seen).hasSizeGreaterThan(SEEDS / 2);

        View view = new RandomMessages(1).view();
        Message again =
                Wire.decode(
                        Wire.encode(
                                new Message(
                                        Samples.header(ImmutableList.of()),
                                        new Message.Decided(view))));
        assertThat(Wire.digest(((Message.Decided) again.body()).view()))
                .isEqualTo(Wire.digest(view));
    }

    @Test
    void aRelayedProbeWithTheLongestIdsFitsOneDatagram() {
        ImmutableList.Builder<Rumor> rumors = ImmutableList.builder();
        for (int at = 0; at < Header.MOST_RUMORS; at++) {
            rumors.add(
                    new Rumor(
                            Rumor.Kind.SUSPECT,
                            Samples.longest("subject" + at),
                            WireReader.HIGHEST_IN_MESSAGE,
                            WireReader.HIGHEST_IN_MESSAGE,
                            Samples.longest("accuser" + at)));
        }
        Message ack =
                new Message(
                        Samples.largest("sender", rumors.build()),
                        new Message.Ack(
                                -1,
                                new Grant(
                                        WireReader.HIGHEST_IN_MESSAGE,
                                        WireReader.HIGHEST_IN_MESSAGE,
                                        WireReader.LONGEST_DURATION)));
        Message relayed =
                new Message(
                        Samples.largest("relay", ImmutableList.of()),
                        new Message.Relay(Samples.longest("target"), ack));
        Message withTheSameRumors =
                new Message(
                        Samples.largest("sender", rumors.build()),
                        new Message.Relay(Samples.longest("target"), ack));

        assertThat(Wire.encode(ack).length).isLessThan(DATAGRAM);
        assertThat(Wire.encode(relayed).length).isLessThanOrEqualTo(DATAGRAM);
        assertThat(Wire.encode(withTheSameRumors).length).isLessThanOrEqualTo(DATAGRAM);
    }

    @Test
    void aPlainPingIsSmall() {
        Message ping = new Message(Samples.header(ImmutableList.of()), new Message.Ping());

        assertThat(Wire.encode(ping).length).isLessThan(80);
    }

    @Test
    void oneViewThatIsBothAcceptedAndKnownIsWrittenOnce() {
        View view = Samples.view();
        Message.Promised both =
                new Message.Promised(
                        Samples.ROUND, Samples.ROUND.ballot(), view, view, ImmutableList.of());
        Message.Promised one =
                new Message.Promised(
                        Samples.ROUND, Samples.ROUND.ballot(), view, View.NONE, ImmutableList.of());

        assertThat(Wire.encode(new Message(Samples.header(ImmutableList.of()), both)).length)
                .isLessThan(
                        Wire.encode(new Message(Samples.header(ImmutableList.of()), one)).length);
    }

    @Test
    void theLargestOfEverythingIsShorterThanTheLongest() throws WireException {
        long most = Long.MAX_VALUE;
        ImmutableSortedMap.Builder<ServerId, Standing> standings =
                ImmutableSortedMap.naturalOrder();
        for (int at = 0; at < ViewCodec.MOST_STANDINGS; at++) {
            standings.put(
                    Samples.longest("server" + at),
                    new Standing(-1, Standing.State.OUT, most, true));
        }
        String name = "n".repeat(Wire.LONGEST_NAME - 4);
        ImmutableSortedSet.Builder<Exclusion> exclusions = ImmutableSortedSet.naturalOrder();
        for (int at = 0; at < View.MOST_EXCLUSIONS; at++) {
            exclusions.add(new Exclusion(Samples.longest("x"), name, name + at));
        }
        View view =
                new View(
                        -1,
                        most,
                        most,
                        most,
                        -1,
                        WireReader.LONGEST_DURATION,
                        1,
                        standings.buildOrThrow(),
                        exclusions.build());
        ImmutableList.Builder<MayHold.Part> parts = ImmutableList.builder();
        for (int part = 0; part < MayHold.MOST_PARTS; part++) {
            String text = part + "€".repeat(Configuration.LONGEST - 1);
            parts.add(new MayHold.Part(text, ImmutableSortedMap.of()));
        }
        Promise promise =
                new Promise(
                        1,
                        most,
                        -1,
                        view,
                        Samples.ROUND.ballot(),
                        Samples.ROUND.ballot(),
                        View.NONE,
                        "€".repeat(Configuration.LONGEST),
                        "€".repeat(Configuration.LONGEST),
                        new MayHold(false, parts.build()));

        byte[] bytes = Wire.encodePromise(promise);

        assertThat(bytes.length).isLessThan(Wire.LONGEST_PROMISE);
        assertThat(Wire.decodePromise(bytes)).isEqualTo(promise);
    }

    private static boolean isAcceptedInOneSpelling(byte[] bytes, String which) {
        Message message;
        try {
            message = Wire.decode(bytes);
        } catch (WireException e) {
            assertThat(e).as(which).hasMessageMatching("(?s).+, at byte \\d+.*");
            return false;
        } catch (RuntimeException e) {
            return fail(which + " is neither accepted nor refused", e);
        }
        assertThat(Wire.encode(message)).as(which).isEqualTo(bytes);
        return true;
    }
}
