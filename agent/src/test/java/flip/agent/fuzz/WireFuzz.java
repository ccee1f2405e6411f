package flip.agent.fuzz;

import flip.membership.Message;
import flip.membership.Promise;
import flip.membership.Wire;
import flip.membership.WireException;
import java.util.Arrays;

/** Any bytes are refused as such, or mean something in its one spelling. */
public final class WireFuzz {
    /** A view's standing of a dozen bytes becomes some objects. */
    private static final int BYTES_EACH = 200;

    private WireFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        Limits.hold(input, BYTES_EACH, () -> message(input));
        Limits.hold(input, BYTES_EACH, () -> promise(input));
    }

    private static void message(byte[] input) {
        Message message;
        try {
            message = Wire.decode(input);
        } catch (WireException e) {
            return;
        }
        Limits.tell(message);
        same(Wire.encode(message), input, message);
    }

    private static void promise(byte[] input) {
        Promise promise;
        try {
            promise = Wire.decodePromise(input);
        } catch (WireException e) {
            return;
        }
        same(Wire.encodePromise(promise), input, promise);
    }

    private static void same(byte[] again, byte[] input, Object meant) {
        if (!Arrays.equals(again, input)) {
            throw new AssertionError("two spellings of " + meant);
        }
    }
}
