package flip.agent.config;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.CatalogReader;
import java.util.Optional;

/**
 * Reads the cluster's part of a configuration as one server sees it: the text that a quorum agreed
 * to, or that another server offers. This server need not be in it.
 *
 * @param self whose overrides count
 */
public record AgreedCatalogReader(ServerId self) implements CatalogReader {
    private static final String NAME = "the cluster's configuration";

    @Override
    public Catalog read(String text) {
        Problems problems = new Problems(new Source(NAME, text));
        Optional<Catalog> catalog = read(text, problems);
        if (catalog.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.all().stream()
                            .filter(Problem::isError)
                            .map(Problem::line)
                            .collect(joining("\n")));
        }
        return catalog.get();
    }

    private Optional<Catalog> read(String text, Problems problems) {
        Optional<Json> root = JsonParser.parse(new Source(NAME, text), problems);
        if (root.isEmpty()) {
            return Optional.empty();
        }
        Optional<Fields> file = Fields.of(root.get(), Keys.FILE, problems, UnknownKeys.WARN);
        if (file.isEmpty() || !(root.get() instanceof Json.Members members)) {
            return Optional.empty();
        }
        ClusterReader cluster = new ClusterReader(members, file.get(), problems, UnknownKeys.WARN);
        ImmutableList<ServerEntry> servers = cluster.servers();
        return cluster.catalog(servers, self);
    }
}
