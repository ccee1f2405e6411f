package flip.agent;

import flip.agent.net.DatagramEndpoint;
import flip.membership.Message;
import flip.membership.ServerId;
import flip.membership.Wire;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a node says in one step, until it is sent. */
final class Outgoing {
    private final Addresses addresses;
    private final Counters counters;
    private final List<Letter> letters = new ArrayList<>();

    private record Letter(ServerId to, Message message) {}

    Outgoing(Addresses addresses, Counters counters) {
        this.addresses = addresses;
        this.counters = counters;
    }

    void add(ServerId to, Message message) {
        addresses.said(message);
        letters.add(new Letter(to, message));
    }

    /** All of it, in order; without an endpoint it is lost, as on any network. */
    void sendAll(Optional<DatagramEndpoint> endpoint) {
        for (Letter letter : letters) {
            Optional<InetSocketAddress> address = addresses.of(letter.to());
            if (address.isEmpty()) {
                counters.unaddressed();
            } else {
                endpoint.ifPresent(
                        bound -> bound.send(address.get(), Wire.encode(letter.message())));
            }
        }
        letters.clear();
    }
}
