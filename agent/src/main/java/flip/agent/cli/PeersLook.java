package flip.agent.cli;

import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.ServerReport;
import flip.agent.config.Settings;
import flip.membership.Server;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the others are reached: as the agent here knows it, or else as far as can be tried. */
final class PeersLook {
    private final Settings settings;
    private final Optional<StatusReport> agent;

    PeersLook(Settings settings, Optional<StatusReport> agent) {
        this.settings = settings;
        this.agent = agent;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (agent.isEmpty()) {
            findings.add(port());
        }
        for (Server server : settings.catalog().configuration().roster().servers()) {
            if (!server.id().equals(settings.self())) {
                Optional<ServerReport> seen =
                        agent.flatMap(
                                it -> Optional.ofNullable(it.servers().get(server.id().value())));
                findings.add(seen.map(it -> seen(server, it)).orElseGet(() -> route(server)));
            }
        }
        return findings;
    }

    private static Finding seen(Server server, ServerReport report) {
        String check = "server " + server.id();
        if (report.reached()) {
            return Finding.ok(
                    check,
                    "answers, and hears answers: a round trip takes "
                            + report.roundTripUs() / 1000.0
                            + " ms");
        }
        return Finding.fail(
                check,
                "had no round trip with this one for " + Span.text(report.silentMs()),
                "look at its agent, at what is between the two for UDP port "
                        + server.port()
                        + ", and whether `key` is the same");
    }

    private static Finding route(Server server) {
        String check = "server " + server.id();
        String where = server.host() + " port " + server.port();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(server.host()), server.port()));
            return Finding.ok(
                    check,
                    "there is a way to " + where + "; whether it answers, a running agent says");
        } catch (IOException | IllegalArgumentException e) {
            return Finding.fail(
                    check,
                    "there is no way to " + where + ": " + e.getMessage(),
                    "correct `ip`, or the routes of this host");
        }
    }

    private Finding port() {
        int port =
                settings.catalog()
                        .configuration()
                        .roster()
                        .find(settings.self())
                        .map(Server::port)
                        .orElseThrow();
        String where = settings.bindHost() + " port " + port;
        try (DatagramSocket socket = new DatagramSocket(null)) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(settings.bindHost()), port));
            return Finding.ok("port", "nobody else listens on " + where);
        } catch (IOException e) {
            return Finding.fail(
                    "port",
                    "cannot listen on " + where + ": " + e.getMessage(),
                    "set `ip` or `bind` to an address of this host, and `port` to a free one");
        }
    }
}
