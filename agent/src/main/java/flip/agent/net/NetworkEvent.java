package flip.agent.net;

import java.util.Locale;
import java.util.Optional;

/** What can happen on the network, each counted on its own; what is not routine is also logged. */
public enum NetworkEvent {
    DATAGRAM_SENT,
    DATAGRAM_RECEIVED,
    /** A frame went out over TCP. */
    TRANSFER_SENT,
    TRANSFER_RECEIVED,

    REFUSED_TOO_SHORT("packet", "from", "refused: too short (does something else send here?)"),
    REFUSED_TOO_LONG("packet", "from", "refused: too long (does something else send here?)"),
    REFUSED_UNKNOWN_VERSION(
            "packet",
            "from",
            "refused: not of a version that this agent knows"
                    + " (another release of the agent, or does something else send here?)"),
    REFUSED_UNKNOWN_KEY(
            "packet",
            "from",
            "refused: not sealed with a key of ours (is `key` the same everywhere?)"),
    REFUSED_NOT_AUTHENTIC(
            "packet",
            "from",
            "refused: forged, changed on the way, or sealed with another key"
                    + " (is `key` the same everywhere?)"),

    SEND_FAILED(
            "packet", "to", "not sent (is there a route, and does the firewall let packets out?)"),
    SEND_DROPPED("packet", "to", "not sent: too many are waiting to be sent"),
    TRANSFER_FAILED(
            "packet",
            "to",
            "not sent over tcp (is the agent there up, and is the port open for tcp as for udp?)"),
    TRANSFER_DROPPED("packet", "to", "not sent over tcp: too many are under way"),

    CONNECTION_REFUSED(
            "connection",
            "from",
            "closed: too many are open, in all or from there, or hold too much"),
    CONNECTION_TIMED_OUT("connection", "from", "closed: nothing complete came in time"),
    CONNECTION_CUT("connection", "from", "ended before anything complete came"),
    RECEIVE_FAILED("attempt", "at", "to receive failed: the system reported an error");

    private final String thing;
    private final String preposition;
    private final String complaint;

    NetworkEvent() {
        this("", "", "");
    }

    NetworkEvent(String thing, String preposition, String complaint) {
        this.thing = thing;
        this.preposition = preposition;
        this.complaint = complaint;
    }

    /** The log line that says it happened {@code count} times; empty for what is routine. */
    Optional<String> complaint(long count, String peers) {
        if (complaint.isEmpty()) {
            return Optional.empty();
        }
        String things = count == 1 ? thing : thing + "s";
        return Optional.of(
                count + " " + things + " " + preposition + " " + peers + " " + complaint);
    }

    /** As it is written in JSON and in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
