package flip.agent.net;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The shared secrets of a cluster: the first one seals, every one opens. To rotate a key, add the
 * new one last everywhere, then move it to the front everywhere, then remove the old one.
 */
public final class KeyRing {
    /** A rotation needs two; more than a handful is a mistake, and each costs time to try. */
    public static final int LIMIT_KEYS = 8;

    private static final byte[] EXTRACT_SALT = ascii("flip sealing 1");
    private static final byte[] FINGERPRINT = ascii("flip key fingerprint");
    private static final byte[] DATAGRAM_KEY = ascii("flip datagram key");
    private static final int SUB_KEY_BYTES = 32;

    private final List<Key> keys;

    private KeyRing(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    public static KeyRing of(List<String> secrets) {
        if (secrets.isEmpty() || secrets.size() > LIMIT_KEYS) {
            throw new IllegalArgumentException(
                    "a key ring holds 1 to " + LIMIT_KEYS + " keys, not " + secrets.size());
        }
        List<Key> keys = new ArrayList<>();
        for (String secret : secrets) {
            if (secret.isEmpty()) {
                throw new IllegalArgumentException(
                        "key " + (keys.size() + 1) + " of the ring is empty");
            }
            keys.add(Key.of(secret));
        }
        return new KeyRing(keys);
    }

    public static KeyRing of(String secret) {
        return of(List.of(secret));
    }

    Key sealing() {
        return keys.get(0);
    }

    /** All keys: two of them may have one fingerprint, so it alone does not name a key. */
    List<Key> opening() {
        return keys;
    }

    /** Says how many keys there are and never what they are. */
    @Override
    public String toString() {
        return "KeyRing of " + keys.size();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** One secret, extracted, and the byte by which a receiver finds it in its ring. */
    static final class Key {
        private final byte[] pseudoRandomKey;
        private final byte fingerprint;

        private Key(byte[] pseudoRandomKey, byte fingerprint) {
            this.pseudoRandomKey = pseudoRandomKey;
            this.fingerprint = fingerprint;
        }

        private static Key of(String secret) {
            byte[] key = Hkdf.extract(EXTRACT_SALT, secret.getBytes(StandardCharsets.UTF_8));
            return new Key(key, Hkdf.expand(key, FINGERPRINT, 1)[0]);
        }

        byte fingerprint() {
            return fingerprint;
        }

        /** The key of one sending process, which drew this salt. */
        SecretKey subKey(byte[] salt) {
            return new SecretKeySpec(
                    Hkdf.derive(pseudoRandomKey, salt, DATAGRAM_KEY, SUB_KEY_BYTES), "AES");
        }

        @Override
        public String toString() {
            return "Key " + Integer.toHexString(Byte.toUnsignedInt(fingerprint));
        }
    }
}
