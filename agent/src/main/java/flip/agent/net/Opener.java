package flip.agent.net;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Opens what a {@link Sealer} with a key of our ring has sealed, and refuses the rest.
 *
 * <p>A datagram that comes twice is opened twice: that it is old shows in the stamp that it
 * carries, which only the core can judge.
 *
 * <p>For one thread only, the event loop's: the cipher is used again for each datagram.
 */
public final class Opener {
    /** More than a large cluster has processes; what is forgotten is derived again. */
    static final int LIMIT_SUB_KEYS = 256;

    private final KeyRing keys;
    private final Cipher cipher = Envelope.cipher();
    private final Map<Sender, SecretKey> subKeys = new LinkedHashMap<>(16, 0.75f, true);

    public Opener(KeyRing keys) {
        this.keys = keys;
    }

    /** Opens the whole array; what is longer than {@code limitBytes} is refused unseen. */
    public Opened open(byte[] sealed, int limitBytes) {
        if (sealed.length > limitBytes) {
            return refused(NetworkEvent.REFUSED_TOO_LONG);
        }
        if (sealed.length < Envelope.OVERHEAD_BYTES) {
            return refused(NetworkEvent.REFUSED_TOO_SHORT);
        }
        if (sealed[Envelope.VERSION_AT] != Envelope.VERSION) {
            return refused(NetworkEvent.REFUSED_UNKNOWN_VERSION);
        }
        boolean known = false;
        for (KeyRing.Key key : keys.opening()) {
            if (key.fingerprint() == sealed[Envelope.FINGERPRINT_AT]) {
                known = true;
                Optional<byte[]> payload = open(sealed, key);
                if (payload.isPresent()) {
                    return new Opened.Payload(payload.get());
                }
            }
        }
        return refused(
                known ? NetworkEvent.REFUSED_NOT_AUTHENTIC : NetworkEvent.REFUSED_UNKNOWN_KEY);
    }

    int rememberedSubKeys() {
        return subKeys.size();
    }

    private Optional<byte[]> open(byte[] sealed, KeyRing.Key key) {
        ByteBuffer salt = ByteBuffer.wrap(sealed, Envelope.SALT_AT, Envelope.SALT_BYTES);
        Sender sender = new Sender(key, salt.getLong(), salt.getLong());
        SecretKey remembered = subKeys.get(sender);
        SecretKey subKey = remembered == null ? key.subKey(salt(sealed)) : remembered;
        Optional<byte[]> payload = open(sealed, subKey);
        // Only a tag that verified makes us remember: whoever has no key cannot fill this.
        if (remembered == null && payload.isPresent()) {
            remember(sender, subKey);
        }
        return payload;
    }

    private Optional<byte[]> open(byte[] sealed, SecretKey subKey) {
        byte[] nonce = new byte[Envelope.NONCE_BYTES];
        System.arraycopy(
                sealed,
                Envelope.COUNTER_AT,
                nonce,
                Envelope.COUNTER_IN_NONCE_AT,
                Envelope.COUNTER_BYTES);
        try {
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    subKey,
                    new GCMParameterSpec(Envelope.TAG_BYTES * 8, nonce));
            cipher.updateAAD(sealed, 0, Envelope.HEADER_BYTES);
            return Optional.of(
                    cipher.doFinal(
                            sealed, Envelope.HEADER_BYTES, sealed.length - Envelope.HEADER_BYTES));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("opening " + sealed.length + " bytes", e);
        }
    }

    private void remember(Sender sender, SecretKey subKey) {
        subKeys.put(sender, subKey);
        if (subKeys.size() > LIMIT_SUB_KEYS) {
            subKeys.remove(subKeys.keySet().iterator().next());
        }
    }

    private static byte[] salt(byte[] sealed) {
        return Arrays.copyOfRange(sealed, Envelope.SALT_AT, Envelope.SALT_AT + Envelope.SALT_BYTES);
    }

    private static Opened refused(NetworkEvent why) {
        return new Opened.Refused(why);
    }

    /** One process that seals: the key it seals with and the salt that it drew. */
    private record Sender(KeyRing.Key key, long saltHigh, long saltLow) {}
}
