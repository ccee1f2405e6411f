package flip.agent.config;

import com.google.common.collect.ImmutableList;
import flip.agent.net.Sealer;
import flip.membership.Configuration;
import flip.membership.Grant;
import flip.membership.Header;
import flip.membership.Message;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.membership.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What servers send while nothing happens and no packet is lost.
 *
 * @param servers how many there are
 * @param voters how many of them vote
 * @param pings how many others a server that does not vote pings an interval, beside the voters
 * @param perSecond how many intervals a second has
 * @param pingBytes of a ping on the wire
 * @param ackBytes of its answer
 */
record Traffic(int servers, int voters, int pings, double perSecond, int pingBytes, int ackBytes) {
    /** IPv4 and UDP; twenty more with IPv6. */
    private static final int PACKET_BYTES = 28;

    static Traffic of(Configuration configuration) {
        Timing timing = configuration.timing();
        int servers = configuration.roster().servers().size();
        int voters = configuration.roster().voters().size();
        Header header = header(configuration);
        Grant grant = new Grant(1, 1, timing.pingTimeout());
        return new Traffic(
                servers,
                voters,
                Math.min(timing.pingPerInterval(), Math.max(0, servers - voters - 1)),
                1000.0 / timing.gossipInterval().toMillis(),
                onTheWire(new Message(header, new Message.Ping())),
                onTheWire(new Message(header, new Message.Ack(1, grant))));
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        // A voter pings every server, and answers every server: all of them ping the voters.
        sentences.add(
                sentence(
                        voters == servers ? "Each server" : "Each voter",
                        servers - 1,
                        servers - 1));
        if (voters < servers) {
            // Whoever does not vote pings the voters and some others, and gets as many.
            sentences.add(
                    sentence("Each server that does not vote", voters + pings, voters + pings));
        }
        return ImmutableList.copyOf(sentences);
    }

    private String sentence(String who, int pingsSent, int acksSent) {
        double packets = (pingsSent + acksSent) * perSecond;
        double bytes = (pingsSent * pingBytes + acksSent * ackBytes) * perSecond;
        return String.format(
                Locale.ROOT,
                "%s sends about %s packets and %s bytes a second.",
                who,
                rounded(packets),
                rounded(bytes));
    }

    private static String rounded(double value) {
        return value < 10 && value != Math.rint(value)
                ? String.format(Locale.ROOT, "%.1f", value)
                : String.format(Locale.ROOT, "%,d", Math.round(value));
    }

    private static int onTheWire(Message message) {
        return Wire.encode(message).length + Sealer.OVERHEAD_BYTES + PACKET_BYTES;
    }

    /** As it is in a cluster that has run for a while: with an id of the usual length. */
    private static Header header(Configuration configuration) {
        double average =
                configuration.roster().servers().stream()
                        .mapToInt(server -> server.id().value().length())
                        .average()
                        .orElse(1);
        return new Header(
                new ServerId("-".repeat(Math.max(1, (int) Math.round(average)))),
                1,
                1000,
                1,
                1,
                1,
                1,
                1,
                1000,
                1,
                1000,
                configuration.version(),
                1,
                Header.Wants.UP,
                true,
                ImmutableList.of());
    }
}
