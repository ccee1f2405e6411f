package flip.agent.config;

import flip.membership.ServerId;
import java.util.Collection;
import java.util.Optional;

/** Finds out which of the servers this one is. */
final class SelfReader {
    private SelfReader() {}

    /** The server; empty, with a problem told, when there is no such one. */
    static Optional<ServerId> read(
            OwnId self, Collection<ServerId> servers, Fields file, Problems problems) {
        if (servers.isEmpty()) {
            return Optional.empty();
        }
        Collection<String> ids = servers.stream().map(ServerId::value).toList();
        Optional<String> inFile = file.text("id", "Write which of the servers this one is.");
        if (self instanceof OwnId.Named named) {
            return among(
                    ids,
                    named.id(),
                    file.place("servers"),
                    "this server was started as " + Words.quoted(named.id()),
                    problems);
        }
        if (inFile.isPresent()) {
            return among(
                    ids,
                    inFile.get(),
                    file.place("id"),
                    "id is " + Words.quoted(inFile.get()),
                    problems);
        }
        if (self instanceof OwnId.OfHost host && file.find("id").isEmpty()) {
            return among(
                    ids,
                    host.hostName(),
                    file.place("servers"),
                    "there is no id, and this host's name is " + Words.quoted(host.hostName()),
                    problems);
        }
        return servers.stream().findFirst();
    }

    private static Optional<ServerId> among(
            Collection<String> ids, String id, Place place, String how, Problems problems) {
        if (ids.contains(id)) {
            return Optional.of(new ServerId(id));
        }
        String meant = Words.didYouMean(id, ids);
        problems.error(
                place,
                how + ", but the servers are " + Words.list(ids),
                meant.isEmpty()
                        ? "Write one of them as \"id\", start with -n ID, or add this server."
                        : meant);
        return Optional.empty();
    }
}
