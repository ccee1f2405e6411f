package flip.agent.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes, read as choices: what a fuzzer changes is then what is chosen. When they have run out
 * every choice is the first.
 */
final class Choices {
    /** Where numbers go wrong. */
    private static final long[] EDGES = {
        0,
        1,
        -1,
        2,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE + 1,
        1L << 32,
        Long.MAX_VALUE / 2,
        Integer.MAX_VALUE,
        1L << 62
    };

    private final byte[] bytes;
    private int at;

    Choices(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isOver() {
        return at >= bytes.length;
    }

    int octet() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }

    /** One of so many, at most 256. */
    int below(int count) {
        return octet() % count;
    }

    /** True once in so many times. */
    boolean once(int in) {
        return below(in) == in - 1;
    }

    <T> T of(List<T> all) {
        return all.get(below(all.size()));
    }

    /** Usually the honest number or one close to it, sometimes one at an edge, or any. */
    long near(long honest) {
        return switch (below(8)) {
            case 4 -> honest + 1;
            case 5 -> honest - 1;
            case 6 -> EDGES[below(EDGES.length)];
            case 7 -> any();
            default -> honest;
        };
    }

    long any() {
        long value = 0;
        for (int count = 0; count < 8; count++) {
            value = value << 8 | octet();
        }
        return value;
    }

    /** So many bytes of what is left, at the most. */
    byte[] some(int most) {
        int from = at;
        at = Math.min(bytes.length, at + most);
        return from < at ? Arrays.copyOfRange(bytes, from, at) : new byte[0];
    }

    String text(int most) {
        return new String(some(below(most + 1)), StandardCharsets.ISO_8859_1);
    }
}
