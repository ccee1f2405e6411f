package flip.agent.net;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869): makes independent keys of one secret. */
final class Hkdf {
    static final int HASH_BYTES = 32;

    /** RFC 5869 §2.3: the block number is one byte, so there are at most 255 blocks. */
    private static final int LIMIT_BYTES = 255 * HASH_BYTES;

    private Hkdf() {}

    /** Both steps of the RFC: extract, then expand. */
    static byte[] derive(byte[] secret, byte[] salt, byte[] info, int length) {
        return expand(extract(salt, secret), info, length);
    }

    /** RFC 5869 §2.2: an empty salt counts as a block of zeros. */
    static byte[] extract(byte[] salt, byte[] secret) {
        return mac(salt.length == 0 ? new byte[HASH_BYTES] : salt).doFinal(secret);
    }

    /** RFC 5869 §2.3: each block is the hash of the one before it, the purpose, and its number. */
    static byte[] expand(byte[] pseudoRandomKey, byte[] info, int length) {
        if (length < 1 || length > LIMIT_BYTES) {
            throw new IllegalArgumentException(
                    "HKDF yields 1 to " + LIMIT_BYTES + " bytes, not " + length);
        }
        Mac mac = mac(pseudoRandomKey);
        byte[] result = new byte[length];
        byte[] block = {};
        int filled = 0;
        for (int number = 1; filled < length; number++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) number);
            block = mac.doFinal();
            int part = Math.min(block.length, length - filled);
            System.arraycopy(block, 0, result, filled, part);
            filled += part;
        }
        Arrays.fill(block, (byte) 0);
        return result;
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }
}
