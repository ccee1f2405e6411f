package flip.lab.e2e;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * One netlink socket that hears of the addresses of all namespaces which are numbered in the one it
 * lives in. As there is one queue, the kernel's order is the order we see, across hosts: an address
 * that left one host before it came to another is never seen on both.
 */
final class AddressSocket implements AutoCloseable {
    private static final int ROUTE_PROTOCOL = 0;
    private static final int GROUPS = 0x10 | 0x100;
    private static final int SOCKET_ADDRESS_BYTES = 12;
    private static final int DATAGRAM_LIMIT_BYTES = 1 << 16;
    private static final int CONTROL_LIMIT_BYTES = 64;
    private static final int QUEUE_LIMIT_BYTES = 1 << 22;

    /** How often the reader looks whether it should end. */
    private static final long RECEIVE_TIMEOUT_MICROS = 100_000;

    /** A datagram, with the number of the namespace whose address it is about. */
    record Received(int namespace, ByteBuffer datagram) {}

    private final int descriptor;
    private final Memory bytes = new Memory(DATAGRAM_LIMIT_BYTES);
    private final Memory control = new Memory(CONTROL_LIMIT_BYTES);
    private final Memory vector = new Memory(16);
    private final Memory header = new Memory(56);

    private AddressSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Opens the socket in the namespace of the calling thread. */
    static AddressSocket open() {
        int descriptor =
                Linux.socket(Linux.AF_NETLINK, Linux.SOCK_RAW | Linux.SOCK_CLOEXEC, ROUTE_PROTOCOL);
        try (Memory number = new Memory(4);
                Memory timeout = new Memory(16);
                Memory address = new Memory(SOCKET_ADDRESS_BYTES)) {
            number.setInt(0, 1);
            Linux.setsockopt(
                    descriptor, Linux.SOL_NETLINK, Linux.NETLINK_LISTEN_ALL_NSID, number, 4);
            number.setInt(0, QUEUE_LIMIT_BYTES);
            Linux.setsockopt(descriptor, Linux.SOL_SOCKET, Linux.SO_RCVBUFFORCE, number, 4);
            timeout.setLong(0, 0);
            timeout.setLong(8, RECEIVE_TIMEOUT_MICROS);
            Linux.setsockopt(descriptor, Linux.SOL_SOCKET, Linux.SO_RCVTIMEO, timeout, 16);
            address.clear();
            address.setShort(0, (short) Linux.AF_NETLINK);
            address.setInt(8, GROUPS);
            Linux.bind(descriptor, address, SOCKET_ADDRESS_BYTES);
        }
        return new AddressSocket(descriptor);
    }

    /** The next datagram; empty when none came for a while. The buffer is valid until the next. */
    Optional<Received> receive() {
        vector.setPointer(0, bytes);
        vector.setLong(8, bytes.size());
        header.clear();
        header.setPointer(16, vector);
        header.setLong(24, 1);
        header.setPointer(32, control);
        header.setLong(40, control.size());
        int length;
        try {
            length = Linux.recvmsg(descriptor, header, 0).intValue();
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Linux.EAGAIN || e.getErrorCode() == Linux.EINTR) {
                return Optional.empty();
            }
            throw e;
        }
        ByteBuffer datagram = bytes.getByteBuffer(0, length).order(ByteOrder.nativeOrder());
        return Optional.of(new Received(namespace(header.getLong(40)), datagram));
    }

    /** The number of the namespace from the control message; 0 is the one the socket lives in. */
    private int namespace(long controlLength) {
        boolean named =
                controlLength >= 20
                        && control.getInt(8) == Linux.SOL_NETLINK
                        && control.getInt(12) == Linux.NETLINK_LISTEN_ALL_NSID;
        return named ? control.getInt(16) : 0;
    }

    @Override
    public void close() {
        Linux.close(descriptor);
        for (Pointer each : new Pointer[] {bytes, control, vector, header}) {
            ((Memory) each).close();
        }
    }
}
