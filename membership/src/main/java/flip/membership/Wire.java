package flip.membership;

/**
 * The bytes of everything that servers say to each other, and of what each may not forget. Each
 * value has one spelling: what is accepted encodes to the same bytes again, so digests of it agree
 * everywhere. Sealing and framing are the shell's.
 */
public final class Wire {
    /** The first byte of everything; bytes of another version are refused. */
    public static final int VERSION = 1;

    /**
     * Nothing longer is looked at. Two of the largest views that there can be, or a configuration.
     */
    public static final int LONGEST = 4 * 1024 * 1024;

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

    /** The bytes of a promise; checking that the disk gives them back is the shell's. */
    public static byte[] encodePromise(Promise promise) {
        WireWriter out = new WireWriter();
        out.octet(VERSION);
        out.fixed(promise.identity());
        out.number(promise.incarnation());
        out.fixed(promise.stampLimit());
        ViewCodec.write(out, promise.known());
        BodyCodec.writeBallot(out, promise.promised());
        BodyCodec.writeBallot(out, promise.acceptedBallot());
        ViewCodec.writeBeside(out, promise.known(), promise.accepted());
        out.text(promise.configurationText(), BodyCodec.LONGEST_CONFIGURATION);
        out.text(promise.formerText(), BodyCodec.LONGEST_CONFIGURATION);
        return out.toBytes();
    }

    /**
     * The promise of these bytes.
     *
     * @throws WireException when they are no promise in its one spelling
     */
    public static Promise decodePromise(byte[] bytes) throws WireException {
        WireReader in = begin(bytes);
        long identity = in.fixed("a promise's identity");
        long incarnation = in.number("a promise's incarnation");
        long stampLimit = in.fixed("a promise's stamp limit");
        View known = ViewCodec.read(in);
        Ballot promised = BodyCodec.readBallot(in);
        Ballot acceptedBallot = BodyCodec.readBallot(in);
        View accepted = ViewCodec.readBeside(in, known);
        String text = BodyCodec.readConfigurationText(in);
        String formerText = BodyCodec.readConfigurationText(in);
        in.end();
        return new Promise(
                identity,
                incarnation,
                stampLimit,
                known,
                promised,
                acceptedBallot,
                accepted,
                text,
                formerText);
    }

    /** What a header says of a view: equal for equal views, on every server. */
    public static long digest(View view) {
        WireWriter out = new WireWriter();
        ViewCodec.write(out, view);
        return out.fingerprint();
    }

    private static WireReader begin(byte[] bytes) throws WireException {
        WireReader in = new WireReader(bytes);
        if (bytes.length > LONGEST) {
            throw in.refusal("a message has at most " + LONGEST + " bytes, not " + bytes.length);
        }
        int version = in.octet("the version");
        if (version != VERSION) {
            throw new WireException(
                    "the version of the format must be "
                            + VERSION
                            + ", not "
                            + version
                            + ", at byte 0: this server runs an older or a newer flip");
        }
        return in;
    }
}
