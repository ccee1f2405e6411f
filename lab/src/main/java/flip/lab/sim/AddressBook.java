package flip.lab.sim;

import flip.membership.Configuration;
import flip.membership.Message;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.View;
import flip.systems.Catalog;
import flip.systems.CatalogReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Of whom a process has an address, as an agent has: those of its file, of every configuration that
 * was in force since it began, and whoever it heard. What it says to others is lost.
 */
final class AddressBook implements CatalogReader {
    private final CatalogReader reader;

    /** Of all that this process read. */
    private final List<Configuration> configurations = new ArrayList<>();

    private final Set<ServerId> known = new TreeSet<>();

    /** Only while its configuration is not here yet, as far as was looked. */
    private Optional<View> awaited = Optional.empty();

    /** Of a process that begins with that file. */
    AddressBook(CatalogReader reader, String file) {
        this.reader = reader;
        take(read(file).configuration());
    }

    @Override
    public Catalog read(String text) {
        Catalog catalog = reader.read(text);
        if (!configurations.contains(catalog.configuration())) {
            configurations.add(catalog.configuration());
        }
        return catalog;
    }

    /** That view puts its configuration in force, as soon as that was read. */
    void installed(View now) {
        awaited = Optional.of(now);
    }

    private Optional<Configuration> inForce(View view) {
        return configurations.stream()
                .filter(
                        it ->
                                it.version() == view.configurationVersion()
                                        && it.digest() == view.configurationDigest())
                .findFirst();
    }

    private void take(Configuration configuration) {
        awaited = Optional.empty();
        configuration.roster().servers().stream().map(Server::id).forEach(known::add);
    }

    /** The message came in. */
    void heard(Message message) {
        if (!(message.body() instanceof Message.Will)) {
            known.add(message.header().sender()); // A driver has another port.
        }
    }

    boolean has(ServerId server) {
        awaited.flatMap(this::inForce).ifPresent(this::take);
        return known.contains(server);
    }
}
