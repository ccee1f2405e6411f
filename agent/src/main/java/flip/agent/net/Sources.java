package flip.agent.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What the open connections take, in all and by their sources, so that no source takes what the
 * others need. A source is an IPv4 address, or the 64 bits of an IPv6 one that its host cannot
 * choose (RFC 7707 §2.1).
 */
final class Sources {
    private static final int IPV6_PREFIX_BYTES = 8;

    private final int limitConnections;
    private final long limitBytes;
    private final Map<InetAddress, Taken> bySource = new HashMap<>();
    private final Taken all = new Taken();

    /** What a source, or all of them, take. */
    private static final class Taken {
        private int connections;
        private long bytes;

        private void add(int moreConnections, int moreBytes) {
            connections += moreConnections;
            bytes += moreBytes;
        }

        private boolean exceeds(int mostConnections, long mostBytes) {
            return connections > mostConnections || bytes > mostBytes;
        }
    }

    /** What one connection takes, until it is closed. */
    final class Place implements AutoCloseable {
        private final InetAddress source;
        private final Taken taken;
        private int bytes;

        private Place(InetAddress source) {
            this.source = source;
            taken = bySource.computeIfAbsent(source, first -> new Taken());
            add(1, 0);
        }

        /** So many bytes are held for it now. */
        void holds(int now) {
            add(0, now - bytes);
            bytes = now;
        }

        /** Whether its source, or all together, take more than they may. */
        boolean isOneTooMany() {
            return all.exceeds(limitConnections, limitBytes)
                    || taken.exceeds(shareOf(limitConnections), shareOf(limitBytes));
        }

        /** It takes nothing any more. */
        @Override
        public void close() {
            holds(0);
            add(-1, 0);
            if (taken.connections == 0) {
                bySource.remove(source);
            }
        }

        private void add(int moreConnections, int moreBytes) {
            taken.add(moreConnections, moreBytes);
            all.add(moreConnections, moreBytes);
        }
    }

    /** All together may take so much, and each of them its share of that. */
    Sources(int limitConnections, long limitBytes) {
        this.limitConnections = limitConnections;
        this.limitBytes = limitBytes;
    }

    /** How many connections one source may have. */
    static int shareOf(int limitConnections) {
        return limitConnections / 2;
    }

    /** How many bytes one source may have us hold. */
    static long shareOf(long limitBytes) {
        return limitBytes / 3 * 2;
    }

    /** A connection was opened from there. */
    Place opened(InetSocketAddress from) {
        return new Place(source(from));
    }

    /** How many sources have a connection. */
    int count() {
        return bySource.size();
    }

    private static InetAddress source(InetSocketAddress from) {
        InetAddress address = from.getAddress();
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, IPV6_PREFIX_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }
}
