package flip.membership;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;

/**
 * A walk along bytes that anybody may have sent: every length is held against what is left before
 * anything is made of it, and each value is accepted in one spelling only.
 */
final class WireReader {
    /** Two headers with {@link Header#MOST_RUMORS} rumors each, a relay's target, two ballots. */
    static final int MOST_IDS = 2 * (1 + 2 * Header.MOST_RUMORS) + 3;

    /** 64 bits in groups of seven. */
    static final int LONGEST_NUMBER = 10;

    /**
     * No number in a message is higher: so whoever counts on from what it was told never comes to
     * the end of numbers, and never to a lower one.
     */
    static final long HIGHEST_IN_MESSAGE = 1L << 62;

    /** Far beyond every duration of a configuration, and far from where moments end. */
    static final Duration LONGEST_DURATION = Duration.ofDays(365);

    private final byte[] bytes;
    private final long highest;
    private int at;
    private final String[] ids = new String[MOST_IDS];
    private int idCount;

    /**
     * At the beginning of these bytes.
     *
     * @param highest number that is accepted
     */
    WireReader(byte[] bytes, long highest) {
        this.bytes = bytes;
        this.highest = highest;
    }

    /** What is wrong with the byte that comes next. */
    WireException refusal(String sentence) {
        return refusal(at, sentence);
    }

    private static WireException refusal(int place, String sentence) {
        return new WireException(sentence + ", at byte " + place);
    }

    int octet(String what) throws WireException {
        need(1, what);
        return bytes[at++] & 0xff;
    }

    /** One of the numbers 0 to {@code most}. */
    int choice(int most, String what) throws WireException {
        int value = octet(what);
        if (value > most) {
            throw refusal(at - 1, what + " must be 0 to " + most + ", not " + value);
        }
        return value;
    }

    boolean flag(String what) throws WireException {
        return choice(1, what) == 1;
    }

    long fixed(String what) throws WireException {
        need(8, what);
        long value = 0;
        for (int end = at + 8; at < end; at++) {
            value = value << 8 | (bytes[at] & 0xff);
        }
        return value;
    }

    /** A number that counts something: from 0 to the highest. */
    long number(String what) throws WireException {
        int start = at;
        long value = bits(what);
        if (value < 0 || value > highest) {
            throw refusal(
                    start,
                    what + " must be 0 to " + highest + ", not " + Long.toUnsignedString(value));
        }
        return value;
    }

    private long bits(String what) throws WireException {
        int start = at;
        long value = 0;
        for (int shift = 0; shift < 7 * LONGEST_NUMBER; shift += 7) {
            int octet = octet(what);
            value |= (long) (octet & 0x7f) << shift;
            if (octet < 0x80) {
                if (octet == 0 && shift > 0) {
                    throw refusal(start, what + " must be spelled without a leading zero");
                }
                if (shift == 63 && octet > 1) {
                    break;
                }
                return value;
            }
        }
        throw refusal(start, what + " must fit 64 bits");
    }

    /** As {@link #number}, or -1. */
    long signed(String what) throws WireException {
        int start = at;
        long bits = bits(what);
        long value = (bits >>> 1) ^ -(bits & 1);
        if (value < -1 || value > highest) {
            throw refusal(start, what + " must be -1 to " + highest + ", not " + value);
        }
        return value;
    }

    Duration duration(String what) throws WireException {
        int start = at;
        long nanos = bits(what);
        if (nanos < 0 || nanos > LONGEST_DURATION.toNanos()) {
            throw refusal(start, what + " must be at most " + LONGEST_DURATION.toDays() + " days");
        }
        return Duration.ofNanos(nanos);
    }

    /**
     * The number of elements that follow.
     *
     * @param each the fewest bytes that an element has
     */
    int count(int most, int each, String what) throws WireException {
        int start = at;
        long value = bits("the number of " + what);
        if (value < 0 || value > most) {
            throw refusal(start, "there are at most " + most + " " + what + ", not " + value);
        }
        need(Math.multiplyExact(value, each), what);
        return (int) value;
    }

    int quorum(int most) throws WireException {
        int start = at;
        long value = bits("a quorum");
        if (value < 0 || value > most) {
            throw refusal(start, "a quorum must be 0 to " + most + ", not " + value);
        }
        return (int) value;
    }

    ServerId sharedId(String what) throws WireException {
        int start = at;
        return asId(start, sharedText(what));
    }

    /** As {@link #sharedId}, or empty. */
    String sharedIdOrEmpty(String what) throws WireException {
        int start = at;
        String value = sharedText(what);
        return value.isEmpty() ? value : asId(start, value).value();
    }

    ServerId id(String what) throws WireException {
        int start = at;
        return asId(start, text(what, ServerId.LONGEST));
    }

    String text(String what, int longest) throws WireException {
        int start = at;
        long length = bits(what);
        if (length < 0 || length > longest) {
            throw refusal(start, what + " has at most " + longest + " bytes, not " + length);
        }
        need(length, what);
        int from = at;
        at += (int) length;
        String value = new String(bytes, from, (int) length, UTF_8);
        // Malformed bytes come out as U+FFFD; they are the ones that do not come back as they were.
        if (value.length() != length || value.indexOf('\ufffd') >= 0) {
            if (!Arrays.equals(value.getBytes(UTF_8), Arrays.copyOfRange(bytes, from, at))) {
                throw refusal(from, what + " must be UTF-8");
            }
        }
        return value;
    }

    void end() throws WireException {
        if (at != bytes.length) {
            throw refusal(
                    "a message must end here, not be followed by " + (bytes.length - at) + " more");
        }
    }

    private String sharedText(String what) throws WireException {
        need(1, what);
        int first = bytes[at] & 0xff;
        if (first > ServerId.LONGEST) {
            int index = first - ServerId.LONGEST - 1;
            if (index >= idCount) {
                throw refusal(
                        what
                                + " must refer to one of the "
                                + idCount
                                + " ids before, not "
                                + index);
            }
            at++;
            return ids[index];
        }
        int start = at;
        String value = text(what, ServerId.LONGEST);
        for (int known = 0; known < idCount; known++) {
            if (ids[known].equals(value)) {
                throw refusal(start, what + " must refer to id " + known + ", not repeat it");
            }
        }
        if (idCount == MOST_IDS) {
            throw refusal(start, "there are at most " + MOST_IDS + " different ids");
        }
        ids[idCount++] = value;
        return value;
    }

    private ServerId asId(int start, String value) throws WireException {
        try {
            return new ServerId(value);
        } catch (IllegalArgumentException e) {
            throw refusal(start, String.valueOf(e.getMessage()));
        }
    }

    private void need(long more, String what) throws WireException {
        if (bytes.length - at < more) {
            throw refusal(
                    what
                            + " needs "
                            + more
                            + " bytes, but only "
                            + (bytes.length - at)
                            + " are left");
        }
    }
}
