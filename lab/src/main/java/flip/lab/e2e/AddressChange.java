package flip.lab.e2e;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the kernel says when an interface is given an address or loses it (rtnetlink). */
record AddressChange(boolean present, InetAddress address, int prefix, int interfaceIndex) {
    private static final int NEW_ADDRESS = 20;
    private static final int DELETE_ADDRESS = 21;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int HEADER_BYTES = 16;
    private static final int ADDRESS_HEADER_BYTES = 8;
    private static final int ATTRIBUTE_HEADER_BYTES = 4;

    /** Reads all messages of one datagram, in the kernel's byte order, and keeps the addresses. */
    static List<AddressChange> read(ByteBuffer datagram) {
        List<AddressChange> found = new ArrayList<>();
        while (datagram.remaining() >= HEADER_BYTES) {
            int start = datagram.position();
            int length = datagram.getInt(start);
            int type = datagram.getShort(start + 4);
            if (length < HEADER_BYTES || length > datagram.remaining()) {
                throw new IllegalStateException("a netlink message claims " + length + " bytes");
            }
            if (type == NEW_ADDRESS || type == DELETE_ADDRESS) {
                ByteBuffer body =
                        datagram.slice(start + HEADER_BYTES, length - HEADER_BYTES)
                                .order(datagram.order());
                readBody(type == NEW_ADDRESS, body).ifPresent(found::add);
            }
            datagram.position(Math.min(datagram.limit(), start + aligned(length)));
        }
        return found;
    }

    private static Optional<AddressChange> readBody(boolean present, ByteBuffer body) {
        int prefix = Byte.toUnsignedInt(body.get(1));
        int interfaceIndex = body.getInt(4);
        Optional<InetAddress> address = Optional.empty();
        int at = ADDRESS_HEADER_BYTES;
        while (at + ATTRIBUTE_HEADER_BYTES <= body.limit()) {
            int length = Short.toUnsignedInt(body.getShort(at));
            int type = body.getShort(at + 2);
            if (length < ATTRIBUTE_HEADER_BYTES) {
                break;
            }
            // For IPv4 the local address is the host's own; the other one may be a peer's.
            if (type == IFA_LOCAL || (type == IFA_ADDRESS && address.isEmpty())) {
                byte[] bytes = new byte[length - ATTRIBUTE_HEADER_BYTES];
                body.get(at + ATTRIBUTE_HEADER_BYTES, bytes);
                address = Optional.of(inet(bytes));
            }
            at += aligned(length);
        }
        return address.map(each -> new AddressChange(present, each, prefix, interfaceIndex));
    }

    private static InetAddress inet(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the kernel spoke of an address of no known length", e);
        }
    }

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }
}
