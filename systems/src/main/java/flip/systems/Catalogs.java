package flip.systems;

import flip.membership.Configuration;
import flip.membership.Promise;
import flip.membership.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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

    /**
     * Whose data an earlier life of this server may have left behind: those of the file, of the
     * configuration that was in force then, and of the one before that if it was not settled yet.
     *
     * @throws IllegalArgumentException when this version cannot read what an earlier one could:
     *     then nobody knows what to sweep
     */
    List<Catalog> leftBehind(Optional<Promise> promise) {
        List<Catalog> all = new ArrayList<>();
        all.add(catalogs.getLast());
        promise.ifPresent(
                remembered -> {
                    add(remembered.configurationText(), all);
                    add(remembered.formerText(), all);
                });
        return all;
    }

    private void add(String text, List<Catalog> all) {
        boolean known =
                all.stream().anyMatch(catalog -> catalog.configuration().text().equals(text));
        if (text.isEmpty() || known) {
            return;
        }
        try {
            all.add(read(text));
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "the configuration that this server remembers as agreed is not valid for this"
                            + " version of flip, so what it may have left behind is not known: "
                            + refused.getMessage(),
                    refused);
        }
    }
}
