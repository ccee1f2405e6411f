package flip.agent.net;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * The layout of what is sealed: version, fingerprint of the key, salt of the sending process,
 * counter, then the ciphertext and its tag. All before the ciphertext is authenticated with it.
 */
final class Envelope {
    /** Unlike any ASCII letter and any small number, so that what is not ours shows at once. */
    static final byte VERSION = (byte) 0xF1;

    static final int VERSION_AT = 0;
    static final int FINGERPRINT_AT = 1;
    static final int SALT_AT = 2;
    static final int SALT_BYTES = 16;
    static final int COUNTER_AT = SALT_AT + SALT_BYTES;
    static final int COUNTER_BYTES = 8;
    static final int HEADER_BYTES = COUNTER_AT + COUNTER_BYTES;
    static final int TAG_BYTES = 16;
    static final int OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

    static final int NONCE_BYTES = 12;

    /** The nonce is four zero bytes, then the counter: 96 bits, as GCM likes it best. */
    static final int COUNTER_IN_NONCE_AT = NONCE_BYTES - COUNTER_BYTES;

    private Envelope() {}

    static Cipher cipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has AES/GCM/NoPadding", e);
        }
    }
}
