package flip.membership;

/**
 * The name of a configured server, the same on every server of the cluster.
 *
 * @param value 1 to 64 visible characters
 */
public record ServerId(String value) implements Comparable<ServerId> {
    /** Keeps a header small enough that a ping with rumors fits one datagram. */
    public static final int LONGEST = 64;

    public ServerId {
        if (value.isEmpty() || value.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a server's id has 1 to " + LONGEST + " characters, not " + value.length());
        }
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c <= ' ' || c == 0x7f || Character.isSurrogate(c)) {
                throw new IllegalArgumentException(
                        "a server's id has no blanks or control characters, unlike \""
                                + value
                                + "\"");
            }
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
