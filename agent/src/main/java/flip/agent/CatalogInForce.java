package flip.agent;

import flip.membership.Configuration;
import flip.membership.View;
import flip.systems.Catalog;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells the agent of each catalog that a view puts in force, as soon as both are here: the text of
 * a configuration may come later than the view.
 */
final class CatalogInForce {
    private final CatalogMemory catalogs;
    private final Consumer<Catalog> use;
    private View view = View.NONE;
    private Optional<Configuration> used = Optional.empty();

    CatalogInForce(CatalogMemory catalogs, Consumer<Catalog> use) {
        this.catalogs = catalogs;
        this.use = use;
    }

    /** That view takes effect. */
    void installed(View installed) {
        view = installed;
    }

    /** To be called when a catalog may have been read. */
    void look() {
        catalogs.inForce(view).ifPresent(this::found);
    }

    private void found(Catalog catalog) {
        if (used.filter(catalog.configuration()::equals).isEmpty()) {
            used = Optional.of(catalog.configuration());
            use.accept(catalog);
        }
    }
}
