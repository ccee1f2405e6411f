package flip.membership;

/**
 * The name of a configured server, the same on every server of the cluster.
 *
 * @param value 1 to 64 bytes of visible characters
 */
public record ServerId(String value) implements Comparable<ServerId> {
    /** In bytes of UTF-8: keeps a header small enough that a ping with rumors fits one datagram. */
    public static final int LONGEST = 64;

    public ServerId {
        int bytes = 0;
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c <= ' ' || c == 0x7f || Character.isSurrogate(c)) {
                throw new IllegalArgumentException(
                        "a server's id has no blanks or control characters, unlike \""
                                + value
                                + "\"");
            }
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        if (bytes < 1 || bytes > LONGEST) {
            throw new IllegalArgumentException(
                    "a server's id has 1 to " + LONGEST + " bytes, not " + bytes);
        }
    }

    @Override
    public int compareTo(ServerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
