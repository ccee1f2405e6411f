package flip.agent.net;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals payloads under the first key of a ring.
 *
 * <p>No nonce is ever used twice, also across restarts, and nothing is remembered on disk: each
 * sealer draws a salt of 16 bytes once and seals under a key derived from it, and the nonce under
 * that key is a counter. Two sealers share a key only if their 128 bits are the same.
 *
 * <p>A virtual machine that is set back to a running state of the past, or copied in one, goes on
 * with the same salt and counter. Where its clock shows that, the endpoint takes another sealer,
 * and the moment is mixed into the salt, because a random source may be set back, too. Where no
 * clock shows it, nothing here can: such copies need a restart of the agent.
 *
 * <p>For one thread only, the event loop's: the cipher is used again for each payload.
 */
public final class Sealer {
    /** What sealing adds to a payload. */
    public static final int OVERHEAD_BYTES = Envelope.OVERHEAD_BYTES;

    /** A sealed datagram is never longer: it passes an IPv6 path of minimal MTU unfragmented. */
    public static final int DATAGRAM_LIMIT_BYTES = 1200;

    /** A payload up to this length travels as one datagram. */
    public static final int DATAGRAM_PAYLOAD_LIMIT_BYTES = DATAGRAM_LIMIT_BYTES - OVERHEAD_BYTES;

    /** A sealed frame, which travels over TCP, is never longer. */
    public static final int FRAME_LIMIT_BYTES = 1 << 20;

    /** No payload is longer. */
    public static final int PAYLOAD_LIMIT_BYTES = FRAME_LIMIT_BYTES - OVERHEAD_BYTES;

    private final Cipher cipher = Envelope.cipher();
    private final SecretKey subKey;
    private final byte[] header = new byte[Envelope.HEADER_BYTES];
    private final byte[] nonce = new byte[Envelope.NONCE_BYTES];
    private long counter;

    public Sealer(KeyRing keys, SecureRandom random) {
        this(keys, drawSalt(random));
    }

    /** For tests that must know the salt: one salt is for one sealer, ever. */
    Sealer(KeyRing keys, byte[] salt) {
        KeyRing.Key key = keys.sealing();
        subKey = key.subKey(salt);
        header[Envelope.VERSION_AT] = Envelope.VERSION;
        header[Envelope.FINGERPRINT_AT] = key.fingerprint();
        System.arraycopy(salt, 0, header, Envelope.SALT_AT, Envelope.SALT_BYTES);
    }

    /** A new array with the sealed payload. */
    public byte[] seal(byte[] payload) {
        byte[] sealed = new byte[payload.length + OVERHEAD_BYTES];
        seal(payload, sealed);
        return sealed;
    }

    /** Seals into an array that is long enough, from its beginning; returns the sealed length. */
    int seal(byte[] payload, byte[] into) {
        if (payload.length > PAYLOAD_LIMIT_BYTES) {
            throw new IllegalArgumentException(
                    "a payload has at most "
                            + PAYLOAD_LIMIT_BYTES
                            + " bytes, not "
                            + payload.length);
        }
        counter = Math.addExact(counter, 1);
        ByteBuffer.wrap(header).putLong(Envelope.COUNTER_AT, counter);
        ByteBuffer.wrap(nonce).putLong(Envelope.COUNTER_IN_NONCE_AT, counter);
        System.arraycopy(header, 0, into, 0, header.length);
        try {
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    subKey,
                    new GCMParameterSpec(Envelope.TAG_BYTES * 8, nonce));
            cipher.updateAAD(header);
            return header.length + cipher.doFinal(payload, 0, payload.length, into, header.length);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("sealing " + payload.length + " bytes under a fresh nonce", e);
        }
    }

    private static byte[] drawSalt(SecureRandom random) {
        byte[] drawn = new byte[Envelope.SALT_BYTES];
        random.nextBytes(drawn);
        ByteBuffer all = ByteBuffer.allocate(Envelope.SALT_BYTES + 2 * Long.BYTES);
        all.put(drawn).putLong(System.currentTimeMillis()).putLong(System.nanoTime());
        return Arrays.copyOf(Hashing.sha256().hashBytes(all.array()).asBytes(), drawn.length);
    }
}
