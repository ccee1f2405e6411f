package flip.membership;

/**
 * The bytes of everything that servers say to each other, and of what each may not forget. Each
 * value has one spelling: what is accepted encodes to the same bytes again, so digests of it agree
 * everywhere. Sealing and framing are the agent's.
 */
public final class Wire {
    /** The first byte of each message; bytes of another version are refused. */
    public static final int VERSION = 1;

    /**
     * Nothing longer is looked at. Two of the largest views that there can be, or a configuration.
     */
    public static final int LONGEST = 4 * 1024 * 1024;

    /** A promise with its configurations, and all that something may be held of. */
    public static final int LONGEST_PROMISE = 16 * 1024 * 1024;

    /** The longest name of a system or a datum, in bytes of UTF-8: names travel in exclusions. */
    public static final int LONGEST_NAME = ViewCodec.LONGEST_NAME;

    private Wire() {}

    /** The bytes of a message, not sealed yet. */
    public static byte[] encode(Message message) {
        WireWriter out = new WireWriter();
        out.octet(VERSION);
        BodyCodec.writeMessage(out, message);
        return out.toBytes();
    }

    /**
     * The message of these bytes, whoever made them.
     *
     * @throws WireException when they are no message in its one spelling
     */
    public static Message decode(byte[] bytes) throws WireException {
        WireReader in = begin(bytes);
        Message message = BodyCodec.readMessage(in);
        in.end();
        return message;
    }

    /** The bytes of a promise; checking that the disk gives them back is the agent's. */
    public static byte[] encodePromise(Promise promise) {
        WireWriter out = new WireWriter();
        out.octet(PromiseCodec.version(promise));
        PromiseCodec.write(out, promise);
        return out.toBytes();
    }

    /**
     * The promise of these bytes.
     *
     * @throws WireException when they are no promise in its one spelling
     */
    public static Promise decodePromise(byte[] bytes) throws WireException {
        // This server's own numbers may have gone on from the highest that it was told.
        WireReader in = new WireReader(bytes, Long.MAX_VALUE);
        checkLength(in, bytes, LONGEST_PROMISE);
        int version = in.octet("the version");
        if (!isOurs(version)) {
            throw anotherVersion(
                    PromiseCodec.VERSION + " or " + PromiseCodec.VERSION_WITH_RECOVERY, version);
        }
        Promise promise = PromiseCodec.read(in, version);
        in.end();
        return promise;
    }

    /**
     * Whether these bytes begin as a promise of a format that this version does not know. Where
     * they are known to be as they were written, another version of flip can read them.
     */
    public static boolean isPromiseOfAnotherVersion(byte[] bytes) {
        return bytes.length > 0 && !isOurs(Byte.toUnsignedInt(bytes[0]));
    }

    private static boolean isOurs(int version) {
        return version == PromiseCodec.VERSION || version == PromiseCodec.VERSION_WITH_RECOVERY;
    }

    /** What a header says of a view: equal for equal views, on every server. */
    public static long digest(View view) {
        WireWriter out = new WireWriter();
        ViewCodec.write(out, view);
        return out.fingerprint();
    }

    private static WireReader begin(byte[] bytes) throws WireException {
        WireReader in = new WireReader(bytes, WireReader.HIGHEST_IN_MESSAGE);
        checkLength(in, bytes, LONGEST);
        int version = in.octet("the version");
        if (version != VERSION) {
            throw anotherVersion(String.valueOf(VERSION), version);
        }
        return in;
    }

    private static void checkLength(WireReader in, byte[] bytes, int longest) throws WireException {
        if (bytes.length > longest) {
            throw in.refusal("a message has at most " + longest + " bytes, not " + bytes.length);
        }
    }

    private static WireException anotherVersion(String wanted, int version) {
        return new WireException(
                "the version of the format must be "
                        + wanted
                        + ", not "
                        + version
                        + ", at byte 0: this server runs an older or a newer flip");
    }
}
