package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.documented;
import static flip.systems.Given.server;
import static flip.systems.Given.view;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogsTest {
    private final List<String> read = new ArrayList<>();
    private final Catalogs catalogs = new Catalogs(this::read, documented());

    private Catalog read(String text) {
        read.add(text);
        String prefix = "configuration ";
        if (!text.startsWith(prefix)) {
            throw new IllegalArgumentException("not a configuration: " + text);
        }
        return catalog(Long.parseLong(text.substring(prefix.length())), List.of(server("flip")));
    }

    @Test
    void aTextIsReadOnce() {
        assertThat(catalogs.read("configuration 4")).isSameAs(catalogs.read("configuration 4"));
        assertThat(read).containsExactly("configuration 4");
        assertThat(catalogs.read("configuration 0")).isEqualTo(documented());
        assertThat(read).hasSize(1);
    }

    @Test
    void theOneThatAViewPutsInForceIsFoundByVersionAndDigest() {
        Catalog four = catalogs.read("configuration 4");

        assertThat(catalogs.inForce(view(1, four))).contains(four);
        assertThat(catalogs.inForce(view(1, catalog(5, List.of(server("flip")))))).isEmpty();
    }

    @Test
    void whatWasUsedLongAgoIsForgotten() {
        for (int version = 1; version <= Catalogs.MOST; version++) {
            catalogs.read("configuration " + version);
        }

        assertThat(catalogs.inForce(view(1, documented()))).isEmpty();
        catalogs.read("configuration 1");
        assertThat(read).hasSize(Catalogs.MOST);
    }
}
