package flip.membership;

/**
 * A 64-bit hash that is the same on every machine and in every version: FNV-1a, then the last
 * mixing step of MurmurHash3, so that every bit of the input moves every bit of the result. It
 * tells different views apart, it does not keep forgers out: sealing does that.
 */
final class Fingerprint {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Fingerprint() {}

    static long of(byte[] bytes, int size) {
        long hash = OFFSET;
        for (int at = 0; at < size; at++) {
            hash = (hash ^ (bytes[at] & 0xff)) * PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
