package flip.systems;

import static flip.systems.Given.catalog;
import static flip.systems.Given.documented;
import static flip.systems.Given.server;
import static flip.systems.Given.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flip.membership.Ballot;
import flip.membership.Promise;
import flip.membership.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private static Optional<Promise> promising(String text) {
        return Optional.of(
                new Promise(1, 1, 1, View.NONE, Ballot.ZERO, Ballot.ZERO, View.NONE, text, ""));
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

    @Test
    void whatWasAgreedOnIsSweptBesideTheFile() {
        assertThat(catalogs.leftBehind(Optional.empty())).containsExactly(documented());
        assertThat(catalogs.leftBehind(promising(""))).containsExactly(documented());
        assertThat(catalogs.leftBehind(promising("configuration 0"))).containsExactly(documented());
        assertThat(catalogs.leftBehind(promising("configuration 3")))
                .containsExactly(documented(), catalog(3, List.of(server("flip"))));
    }

    @Test
    void whatWasAgreedOnAndCannotBeReadStopsTheStart() {
        assertThatThrownBy(() -> catalogs.leftBehind(promising("hieroglyphs")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a configuration: hieroglyphs");
    }
}
