package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.agent.config.AgreedCatalogReader;
import flip.membership.Configuration;
import flip.membership.ServerId;
import flip.membership.View;
import flip.systems.Catalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogInForceTest {
    private final AgreedCatalogReader reader = new AgreedCatalogReader(new ServerId("a"));
    private final CatalogMemory memory = new CatalogMemory(reader);
    private final List<Catalog> used = new ArrayList<>();
    private final CatalogInForce inForce = new CatalogInForce(memory, used::add);

    private static String text(long version) {
        return """
        {"version": %d, "quorum": 1,
         "servers": {"a": {"ip": "127.0.0.1", "port": 1, "systems": ["s"]}},
         "cluster": {"system": {"s": {"type": "shard", "alive": "x", "down": "y", "data": ["1"]}}}}
        """
                .formatted(version);
    }

    private View viewOf(long version) {
        Configuration configuration = reader.read(text(version)).configuration();
        return new View(
                1,
                1,
                version,
                configuration.version(),
                configuration.digest(),
                Duration.ZERO,
                1,
                ImmutableSortedMap.of(),
                ImmutableSortedSet.of());
    }

    @Test
    void aCatalogThatComesAfterTheViewIsUsedAsSoonAsItIsThere() {
        Catalog first = memory.read(text(1));
        inForce.installed(viewOf(1));
        inForce.look();
        inForce.installed(viewOf(2));
        inForce.look();
        assertThat(used).containsExactly(first);

        Catalog second = memory.read(text(2));
        inForce.look();
        inForce.look();

        assertThat(used).containsExactly(first, second);
    }
}
