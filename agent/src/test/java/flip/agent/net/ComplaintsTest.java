package flip.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComplaintsTest {
    private final List<String> lines = new ArrayList<>();
    private long now = -5;
    private final Complaints complaints = new Complaints(() -> now, lines::add);

    @Test
    void theFirstCaseIsSaidAtOnceAndSaysWhatToDo() {
        complaints.complain(NetworkEvent.REFUSED_UNKNOWN_KEY, peer(9));

        assertThat(lines)
                .containsExactly(
                        "1 packet from 10.0.0.9 refused: not sealed with a key of ours"
                                + " (is `key` the same everywhere?)");
    }

    @Test
    void theCasesOfAMinuteAreOneLine() {
        complaints.complain(NetworkEvent.REFUSED_UNKNOWN_KEY, peer(9));
        lines.clear();
        for (int number = 0; number < 1000; number++) {
            complaints.complain(NetworkEvent.REFUSED_UNKNOWN_KEY, peer(9));
        }
        assertThat(lines).isEmpty();

        now += Complaints.PERIOD.toNanos();
        complaints.flush();

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).startsWith("1000 packets from 10.0.0.9 refused");
    }

    @Test
    void nothingIsSaidTwice() {
        complaints.complain(NetworkEvent.REFUSED_TOO_LONG, peer(9));
        lines.clear();

        now += Complaints.PERIOD.toNanos();
        complaints.flush();

        assertThat(lines).isEmpty();
    }

    @Test
    void everyCauseHasItsOwnMinute() {
        complaints.complain(NetworkEvent.REFUSED_TOO_LONG, peer(9));
        complaints.complain(NetworkEvent.REFUSED_TOO_SHORT, peer(9));
        complaints.complain(NetworkEvent.SEND_FAILED, peer(9));

        assertThat(lines).hasSize(3);
    }

    @Test
    void aFloodFromForgedAddressesNamesAFew() {
        complaints.complain(NetworkEvent.REFUSED_TOO_LONG, peer(1));
        lines.clear();
        for (int host = 1; host <= 200; host++) {
            complaints.complain(NetworkEvent.REFUSED_TOO_LONG, peer(host));
        }

        now += Complaints.PERIOD.toNanos();
        complaints.complain(NetworkEvent.REFUSED_TOO_LONG, peer(201));

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .startsWith("201 packets from 10.0.0.1, 10.0.0.2, 10.0.0.3 and others refused");
    }

    @Test
    void whatIsRoutineIsNoComplaint() {
        assertThat(NetworkEvent.DATAGRAM_SENT.complaint(1, "x")).isEmpty();
        assertThat(NetworkEvent.TRANSFER_FAILED.complaint(2, "x").orElseThrow())
                .startsWith("2 packets to x not sent over tcp");
    }

    private static InetSocketAddress peer(int host) {
        return new InetSocketAddress("10.0.0." + host, 1000 + host);
    }
}
