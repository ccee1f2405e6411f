package flip.agent.net;

import flip.agent.fuzz.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;

/**
 * What comes from the network, before anybody knows whose it is: what was not sealed with a key of
 * ours is refused, whole or changed, as a datagram or as a frame in pieces of any length.
 */
public final class SealedFuzz {
    private static final KeyRing OURS = KeyRing.of(List.of("a key of ours", "the one before"));
    private static final int BYTES_EACH = 200;

    private SealedFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        Limits.hold(input, BYTES_EACH, () -> notOurs(input));
        Limits.hold(input, BYTES_EACH, () -> changed(input));
        Limits.hold(input, BYTES_EACH, () -> inPieces(input));
    }

    private static void notOurs(byte[] input) {
        Opener opener = new Opener(OURS);
        refused(opener.open(input, Sealer.DATAGRAM_LIMIT_BYTES));
        refused(opener.open(input, Sealer.FRAME_LIMIT_BYTES));
        if (opener.rememberedSubKeys() != 0) {
            throw new AssertionError("who has no key is remembered");
        }
    }

    private static void refused(Opened opened) {
        if (!(opened instanceof Opened.Refused)) {
            throw new AssertionError("forged: " + opened);
        }
    }

    /** The first byte says how; the rest is sealed, and then something is done to it. */
    private static void changed(byte[] input) {
        if (input.length < 2) {
            return;
        }
        byte[] payload = Arrays.copyOfRange(input, 2, input.length);
        byte[] sealed = new Sealer(OURS, new byte[Envelope.SALT_BYTES]).seal(payload);
        int place = (input[1] & 0xff) * sealed.length / 256;
        byte[] sent =
                switch (input[0] & 3) {
                    case 0 -> sealed;
                    case 1 -> Arrays.copyOf(sealed, place);
                    case 2 -> Arrays.copyOf(sealed, sealed.length + 1 + place);
                    default -> flipped(sealed, place, 1 << (input[0] >> 2 & 7));
                };
        Opened opened = new Opener(OURS).open(sent, Sealer.FRAME_LIMIT_BYTES);
        if (sent != sealed) {
            refused(opened);
        } else if (!(opened instanceof Opened.Payload same)
                || !Arrays.equals(same.bytes(), payload)) {
            throw new AssertionError("what was sealed does not come out: " + opened);
        }
    }

    private static byte[] flipped(byte[] sealed, int place, int bits) {
        byte[] other = sealed.clone();
        other[place] ^= (byte) bits;
        return other;
    }

    private static void inPieces(byte[] input) {
        InboundFrame frame = new InboundFrame();
        InboundFrame.Progress progress = InboundFrame.Progress.INCOMPLETE;
        ByteBuf rest = Unpooled.wrappedBuffer(input);
        int taken = 0;
        while (rest.isReadable() && progress == InboundFrame.Progress.INCOMPLETE) {
            int piece = Math.min(rest.readableBytes(), 1 + (rest.getByte(rest.readerIndex()) & 63));
            progress = frame.take(rest.readSlice(piece));
            taken += piece;
            if (frame.heldBytes() > 4096 + 2 * taken) {
                throw new AssertionError(
                        frame.heldBytes() + " bytes are held for " + taken + " that came");
            }
        }
        if (progress == InboundFrame.Progress.COMPLETE) {
            refused(new Opener(OURS).open(frame.sealed(), Sealer.FRAME_LIMIT_BYTES));
        }
    }
}
