package flip.lab.e2e;

import static java.util.stream.Collectors.joining;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Listens on a host's cable for datagrams, and can put one on it again. */
public final class Sniffer implements AutoCloseable {
    private static final int ALL_PROTOCOLS = 0x0003;
    private static final int LINK_ADDRESS_BYTES = 20;
    private static final int FRAME_LIMIT_BYTES = 1 << 16;
    private static final long RECEIVE_TIMEOUT_MICROS = 50_000;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int ARP = 0x0806;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;
    private static final int ADVERTISEMENT = 136;

    /** One frame with a UDP datagram in it, and when it was read. */
    public static final class Frame {
        private final byte[] bytes;
        private final long at;

        private Frame(byte[] bytes, long at) {
            this.bytes = bytes;
            this.at = at;
        }

        public long at() {
            return at;
        }

        boolean isUdp() {
            return bytes.length >= ETHERNET_BYTES + 28
                    && unsignedShort(12) == IPV4
                    && Byte.toUnsignedInt(bytes[ETHERNET_BYTES + 9]) == UDP;
        }

        /** Whether it says, to everybody, that the address is at that hardware address. */
        public boolean announces(InetAddress address, String hardware) {
            byte[] wanted = address.getAddress();
            return hex(6, 6, ":").equals(hardware)
                    && (wanted.length == 4 ? isArpOf(wanted) : isAdvertisementOf(wanted));
        }

        private boolean isArpOf(byte[] address) {
            return bytes.length >= ETHERNET_BYTES + 28
                    && unsignedShort(12) == ARP
                    && hex(0, 6, "").equals("ffffffffffff")
                    && Arrays.equals(Arrays.copyOfRange(bytes, 28, 32), address)
                    && Arrays.equals(Arrays.copyOfRange(bytes, 38, 42), address);
        }

        private boolean isAdvertisementOf(byte[] address) {
            return bytes.length >= ETHERNET_BYTES + 64
                    && unsignedShort(12) == IPV6
                    && hex(0, 6, "").equals("333300000001")
                    && Byte.toUnsignedInt(bytes[20]) == ICMPV6
                    && Byte.toUnsignedInt(bytes[54]) == ADVERTISEMENT
                    && Arrays.equals(Arrays.copyOfRange(bytes, 62, 78), address);
        }

        private String hex(int from, int count, String between) {
            return IntStream.range(from, from + count)
                    .mapToObj(at -> "%02x".formatted(bytes[at]))
                    .collect(joining(between));
        }

        /** The address that it says it is from, as four numbers. */
        public String source() {
            return dotted(ETHERNET_BYTES + 12);
        }

        public String target() {
            return dotted(ETHERNET_BYTES + 16);
        }

        public int targetPort() {
            return unsignedShort(udpStart() + 2);
        }

        public byte[] payload() {
            return Arrays.copyOfRange(
                    bytes, udpStart() + 8, udpStart() + unsignedShort(udpStart() + 4));
        }

        private int udpStart() {
            return ETHERNET_BYTES + (bytes[ETHERNET_BYTES] & 0x0f) * 4;
        }

        private int unsignedShort(int at) {
            return Byte.toUnsignedInt(bytes[at]) << 8 | Byte.toUnsignedInt(bytes[at + 1]);
        }

        private String dotted(int at) {
            return (bytes[at] & 0xff)
                    + "."
                    + (bytes[at + 1] & 0xff)
                    + "."
                    + (bytes[at + 2] & 0xff)
                    + "."
                    + (bytes[at + 3] & 0xff);
        }
    }

    private final int descriptor;
    private final Memory bytes = new Memory(FRAME_LIMIT_BYTES);
    private final Memory vector = new Memory(16);
    private final Memory header = new Memory(56);

    private Sniffer(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Listens at the bridge's end of a host's cable, to both directions. */
    public static Sniffer on(Hosts hosts, Host host) {
        return hosts.segment().namespace().call(() -> open(Segment.port(host.name())));
    }

    private static Sniffer open(String interfaceName) {
        int protocol = Short.toUnsignedInt(Short.reverseBytes((short) ALL_PROTOCOLS));
        int descriptor =
                Linux.socket(Linux.AF_PACKET, Linux.SOCK_RAW | Linux.SOCK_CLOEXEC, protocol);
        try (Memory address = new Memory(LINK_ADDRESS_BYTES);
                Memory timeout = new Memory(16)) {
            address.clear();
            address.setShort(0, (short) Linux.AF_PACKET);
            address.setShort(2, (short) protocol);
            address.setInt(4, Linux.if_nametoindex(interfaceName));
            Linux.bind(descriptor, address, LINK_ADDRESS_BYTES);
            timeout.setLong(0, 0);
            timeout.setLong(8, RECEIVE_TIMEOUT_MICROS);
            Linux.setsockopt(descriptor, Linux.SOL_SOCKET, Linux.SO_RCVTIMEO, timeout, 16);
        }
        return new Sniffer(descriptor);
    }

    /** Waits for a datagram as wanted; empty when none passed within the limit. */
    public Optional<Frame> await(Predicate<Frame> wanted, Duration limit) {
        return awaitFrame(frame -> frame.isUdp() && wanted.test(frame), limit);
    }

    /** Waits for an announcement of that kind. */
    public Optional<Frame> awaitAnnouncement(InetAddress address, String hardware, Duration limit) {
        return awaitFrame(frame -> frame.announces(address, hardware), limit);
    }

    private Optional<Frame> awaitFrame(Predicate<Frame> wanted, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Frame> frame = receive().filter(wanted);
            if (frame.isPresent()) {
                return frame;
            }
        }
        return Optional.empty();
    }

    private Optional<Frame> receive() {
        vector.setPointer(0, bytes);
        vector.setLong(8, bytes.size());
        header.clear();
        header.setPointer(16, vector);
        header.setLong(24, 1);
        try {
            int length = Linux.recvmsg(descriptor, header, 0).intValue();
            return Optional.of(new Frame(bytes.getByteArray(0, length), System.nanoTime()));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Linux.EAGAIN || e.getErrorCode() == Linux.EINTR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Sends a frame to the host at the end of this cable once more. */
    public void replay(Frame frame) {
        try (Memory copy = new Memory(frame.bytes.length)) {
            copy.write(0, frame.bytes, 0, frame.bytes.length);
            // The kernel leaves a checksum on a virtual cable unfinished; none at all is valid too.
            copy.setShort(frame.udpStart() + 6, (short) 0);
            Linux.send(descriptor, copy, new NativeLong(frame.bytes.length), 0);
        }
    }

    @Override
    public void close() {
        Linux.close(descriptor);
        bytes.close();
        vector.close();
        header.close();
    }
}
