package flip.membership;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.Arrays;

/** Bytes that grow at their end. What it is given comes from this process, so misuse is a bug. */
final class WireWriter {
    private byte[] bytes = new byte[256];
    private int size;

    /** The ids that were spelled out so far; the next mention of one costs a byte. */
    private final String[] ids = new String[WireReader.MOST_IDS];

    private int idCount;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    long fingerprint() {
        return Fingerprint.of(bytes, size);
    }

    void octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void flag(boolean value) {
        octet(value ? 1 : 0);
    }

    /** Eight bytes, for numbers that are random or start at a random one. */
    void fixed(long value) {
        room(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    /** One byte for each seven bits, the lowest first, for numbers that are usually small. */
    void number(long value) {
        room(WireReader.LONGEST_NUMBER);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** As {@link #number}, and -1 is small too. */
    void signed(long value) {
        number((value << 1) ^ (value >> 63));
    }

    void duration(Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(
                    "a duration in a message must not be negative, unlike " + value);
        }
        number(value.toNanos());
    }

    /** The number of elements that follow. */
    void count(int value, int most, String what) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(
                    "a message has at most " + most + " " + what + ", not " + value);
        }
        number(value);
    }

    /** An id where it is named often: spelled out once, then referred to. */
    void sharedId(String id) {
        for (int at = 0; at < idCount; at++) {
            if (ids[at].equals(id)) {
                octet(ServerId.LONGEST + 1 + at);
                return;
            }
        }
        if (idCount == ids.length) {
            throw new AssertionError("more than " + ids.length + " shared ids in one message");
        }
        ids[idCount++] = id;
        text(id, ServerId.LONGEST);
    }

    void id(ServerId id) {
        text(id.value(), ServerId.LONGEST);
    }

    /** A text of at most so many bytes, after their number. */
    void text(String value, int longest) {
        int length = value.length();
        if (isAscii(value)) {
            checkLength(length, longest);
            number(length);
            room(length);
            for (int at = 0; at < length; at++) {
                bytes[size++] = (byte) value.charAt(at);
            }
            return;
        }
        ByteBuffer encoded = utf8(value);
        checkLength(encoded.remaining(), longest);
        number(encoded.remaining());
        int added = encoded.remaining();
        room(added);
        encoded.get(bytes, size, added);
        size += added;
    }

    private static boolean isAscii(String value) {
        for (int at = 0; at < value.length(); at++) {
            if (value.charAt(at) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer utf8(String value) {
        try {
            return UTF_8.newEncoder().encode(CharBuffer.wrap(value));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "a text in a message must be Unicode, unlike \"" + value + "\"", e);
        }
    }

    private static void checkLength(int length, int longest) {
        if (length > longest) {
            throw new IllegalArgumentException(
                    "this text of a message has at most " + longest + " bytes, not " + length);
        }
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
