package flip.agent;

import com.google.common.collect.ImmutableList;
import flip.membership.Configuration;
import flip.membership.View;
import flip.systems.Catalog;
import flip.systems.CatalogReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Reads catalogs for the node and remembers the last few, so that the agent can look up the one
 * that a view puts in force.
 */
final class CatalogMemory implements CatalogReader {
    /** The file's, the agreed one, the next one, and some that came to nothing. */
    private static final int LIMIT_CATALOGS = 8;

    private final CatalogReader reader;
    private final Deque<Catalog> remembered = new ArrayDeque<>();

    CatalogMemory(CatalogReader reader) {
        this.reader = reader;
    }

    @Override
    public Catalog read(String text) {
        Catalog catalog = reader.read(text);
        remember(catalog);
        return catalog;
    }

    void remember(Catalog catalog) {
        remembered.removeIf(
                known -> known.configuration().digest() == catalog.configuration().digest());
        if (remembered.size() == LIMIT_CATALOGS) {
            remembered.removeFirst();
        }
        remembered.addLast(catalog);
    }

    /** The one that the view puts in force, when it was read here. */
    Optional<Catalog> inForce(View view) {
        return remembered.stream()
                .filter(
                        catalog -> {
                            Configuration configuration = catalog.configuration();
                            return configuration.version() == view.configurationVersion()
                                    && configuration.digest() == view.configurationDigest();
                        })
                .findFirst();
    }

    /** Those that are remembered. */
    ImmutableList<Catalog> all() {
        return ImmutableList.copyOf(remembered);
    }
}
