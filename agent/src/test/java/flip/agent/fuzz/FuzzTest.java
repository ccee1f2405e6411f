package flip.agent.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import flip.membership.Message;
import flip.membership.Wire;
import flip.membership.WireException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fuzz targets without a fuzzer: over all that is kept, and over some changes of it. */
class FuzzTest {
    /** Another one looks elsewhere; {@code bin/fuzz} looks where the code is. */
    private static final long SEED = Long.getLong("flip.fuzz.seed", 1);

    @ParameterizedTest
    @EnumSource
    void whatIsKeptDoesNoHarm(Target target) throws IOException {
        List<Path> corpus = target.corpus();

        assertThat(corpus).isNotEmpty();
        for (Path file : corpus) {
            give(target, Files.readAllBytes(file), file.getFileName().toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMadeOfItDoesNoHarm(Target target) throws IOException {
        List<byte[]> corpus = new ArrayList<>();
        for (Path file : target.corpus()) {
            corpus.add(Files.readAllBytes(file));
        }
        for (int number = 0; number < target.tries(); number++) {
            long seed = SEED + number;

            byte[] input = changed(corpus, target.longest(), new SplittableRandom(seed));

            give(target, input, "seed " + seed);
        }
    }

    /** Else a change of the format would leave nothing of it but refusals. */
    @Test
    void oneOfEachKindIsKeptInThePresentFormat() throws IOException {
        Set<Class<?>> kinds = new LinkedHashSet<>();
        for (Path file : Target.WIRE.corpus()) {
            message(Files.readAllBytes(file)).ifPresent(kinds::add);
        }

        assertThat(kinds).contains(Message.Body.class.getPermittedSubclasses());
        assertThat(Target.WIRE.corpus()).anyMatch(FuzzTest::isPromise);
        assertThat(Target.PROMISE.corpus()).anyMatch(FuzzTest::isPromise);
    }

    private static Optional<Class<?>> message(byte[] bytes) {
        try {
            return Optional.of(Wire.decode(bytes).body().getClass());
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    private static boolean isPromise(Path file) {
        try {
            return Wire.decodePromise(Files.readAllBytes(file)).incarnation() > 0;
        } catch (WireException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void give(Target target, byte[] input, String which) {
        try {
            target.isGiven(input);
        } catch (RuntimeException | Error e) {
            fail(which + " of " + target + ": " + HexFormat.of().formatHex(input), e);
        }
    }

    /** Some of the bytes of one input, or of two, with a few of them changed, or any bytes. */
    private static byte[] changed(List<byte[]> corpus, int longest, SplittableRandom random) {
        byte[] one = corpus.get(random.nextInt(corpus.size()));
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        if (random.nextInt(8) == 0) {
            other = new byte[random.nextInt(longest)];
            random.nextBytes(other);
        }
        int from = random.nextInt(other.length + 1);
        int to = random.nextInt(one.length + 1);
        byte[] both = Arrays.copyOf(one, to + other.length - from);
        System.arraycopy(other, from, both, to, other.length - from);
        byte[] input = random.nextBoolean() ? both : one.clone();
        for (int left = input.length == 0 ? 0 : random.nextInt(6); left > 0; left--) {
            int place = random.nextInt(input.length);
            input[place] =
                    (byte)
                            (random.nextBoolean()
                                    ? random.nextInt()
                                    : input[place] ^ 1 << random.nextInt(8));
        }
        return Arrays.copyOf(input, Math.min(input.length, longest));
    }
}
