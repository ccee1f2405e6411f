package flip.lab.sim;

import flip.lab.check.Violation;
import flip.membership.Message;
import flip.membership.Promise;
import flip.membership.Wire;
import flip.membership.WireException;

/** What our own servers wrote can always be read. */
final class Bytes {
    private Bytes() {}

    static Message message(byte[] bytes) {
        try {
            return Wire.decode(bytes);
        } catch (WireException e) {
            throw broken(e);
        }
    }

    static Promise promise(byte[] bytes) {
        try {
            return Wire.decodePromise(bytes);
        } catch (WireException e) {
            throw broken(e);
        }
    }

    private static Violation broken(WireException cause) {
        Violation violation = new Violation("wire", "unreadable: " + cause.getMessage());
        violation.initCause(cause);
        return violation;
    }
}
