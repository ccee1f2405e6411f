package flip.systems;

import flip.membership.Configuration;
import flip.membership.View;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The catalogs of the configurations that were read last. */
final class Catalogs {
    /** More than can be in force or proposed at a time; what is forgotten is read again. */
    static final int MOST = 8;

    private final CatalogReader reader;

    /** The one that was used last comes first. */
    private final Deque<Catalog> catalogs = new ArrayDeque<>();

    Catalogs(CatalogReader reader, Catalog file) {
        this.reader = reader;
        catalogs.add(file);
    }

    /**
     * Reads a text, unless that was done before.
     *
     * @throws IllegalArgumentException when it is no valid configuration
     */
    Catalog read(String text) {
        return used(
                catalogs.stream()
                        .filter(catalog -> catalog.configuration().text().equals(text))
                        .findFirst()
                        .orElseGet(() -> reader.read(text)));
    }

    /** The catalog that the view puts in force, if it was read lately. */
    Optional<Catalog> inForce(View view) {
        return catalogs.stream().filter(catalog -> isOf(view, catalog)).findFirst().map(this::used);
    }

    /** Whether it is the one that the view puts in force. */
    static boolean isOf(View view, Catalog catalog) {
        Configuration configuration = catalog.configuration();
        return configuration.version() == view.configurationVersion()
                && configuration.digest() == view.configurationDigest();
    }

    private Catalog used(Catalog catalog) {
        catalogs.removeIf(known -> known.configuration().equals(catalog.configuration()));
        catalogs.addFirst(catalog);
        if (catalogs.size() > MOST) {
            catalogs.removeLast();
        }
        return catalog;
    }
}
