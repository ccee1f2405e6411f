package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class AddressChangeTest {
    private static final short NEW_ADDRESS = 20;
    private static final short DELETE_ADDRESS = 21;
    private static final short NEW_LINK = 16;

    @Test
    void theLocalAddressOfEveryMessageIsRead() {
        ByteBuffer datagram = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
        message(datagram, NEW_ADDRESS, 1);
        message(datagram, NEW_LINK, 2);
        message(datagram, DELETE_ADDRESS, 3);
        datagram.flip();

        assertThat(AddressChange.read(datagram))
                .extracting(each -> each.present() + " " + each.address().getHostAddress())
                .containsExactly("true 192.168.0.1", "false 192.168.0.3");
    }

    /** An address of a point-to-point link, whose other end comes first. */
    private static void message(ByteBuffer datagram, short type, int last) {
        datagram.putInt(40).putShort(type).putShort((short) 0).putInt(0).putInt(0);
        datagram.put((byte) 2).put((byte) 32).put((byte) 0).put((byte) 0).putInt(7);
        datagram.putShort((short) 8).putShort((short) 1);
        datagram.put(new byte[] {10, 0, 0, 1});
        datagram.putShort((short) 8).putShort((short) 2);
        datagram.put(new byte[] {(byte) 192, (byte) 168, 0, (byte) last});
    }
}
