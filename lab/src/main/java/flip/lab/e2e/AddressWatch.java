package flip.lab.e2e;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the timeline of all addresses of all hosts, as the kernel reports them. */
public final class AddressWatch implements AutoCloseable {
    /** One address as one interface has it: the same one may be there with two prefixes. */
    private record Place(int host, String address, int prefix, int interfaceIndex) {}

    private final Timeline timeline = new Timeline();
    private final Alarm alarm = new Alarm("the watch on the addresses");
    private final Map<Integer, String> names = new HashMap<>();
    private final Set<Place> places = new HashSet<>();
    private final AddressSocket socket;
    private final Thread thread = new Thread(this::listen, "lab-addresses");
    private volatile boolean closing;

    private AddressWatch(AddressSocket socket, List<Host> hosts) {
        this.socket = socket;
        hosts.forEach(host -> names.put(host.number(), host.name()));
    }

    /** Begins to watch; addresses that a host already has are its own and not of interest. */
    public static AddressWatch open(Hosts hosts) {
        AddressSocket socket = hosts.segment().namespace().call(AddressSocket::open);
        AddressWatch watch = new AddressWatch(socket, hosts.servers());
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    /** What was seen so far. Throws when something may have been missed. */
    public Timeline timeline() {
        alarm.check();
        return timeline;
    }

    private void listen() {
        try {
            while (!closing) {
                socket.receive().ifPresent(this::note);
            }
        } catch (RuntimeException e) {
            alarm.raise(e);
        }
    }

    private void note(AddressSocket.Received received) {
        Optional<String> host = Optional.ofNullable(names.get(received.namespace()));
        if (host.isEmpty()) {
            return;
        }
        for (AddressChange change : AddressChange.read(received.datagram())) {
            String address = change.address().getHostAddress();
            Place place =
                    new Place(
                            received.namespace(),
                            address,
                            change.prefix(),
                            change.interfaceIndex());
            if (change.present()) {
                places.add(place);
                timeline.appeared(System.nanoTime(), host.get(), address);
            } else {
                places.remove(place);
                if (places.stream().noneMatch(each -> isSame(each, place))) {
                    timeline.vanished(System.nanoTime(), host.get(), address);
                }
            }
        }
    }

    private static boolean isSame(Place one, Place other) {
        return one.host() == other.host() && one.address().equals(other.address());
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
            socket.close();
        } catch (InterruptedException e) {
            // The reader may still be using the socket's memory: it is left to the end of the
            // process.
            Thread.currentThread().interrupt();
        }
    }
}
