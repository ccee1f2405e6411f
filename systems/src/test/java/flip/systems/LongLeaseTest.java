package flip.systems;

import static flip.systems.Given.documented;
import static flip.systems.Given.driven;
import static flip.systems.Given.stopping;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Configuration;
import flip.membership.Header;
import flip.membership.Timing;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A last will where very much is said in the time of one lease. */
class LongLeaseTest {
    /** Half a replay window, and what is said in one step. */
    private static final long FEW = 512 + 20;

    private static final Timing TIMING =
            new Timing(
                    Duration.ofMillis(20),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(3),
                    Duration.ZERO,
                    3);

    private static Catalog catalog() {
        Configuration file = documented().configuration();
        SystemSpec ip = driven(stopping(Given.ip(documented())), "d");
        return new Catalog(
                new Configuration(1, 38, file.quorum(), file.roster(), TIMING, "configuration 1"),
                ImmutableSortedMap.of(ip.name(), ip));
    }

    @Test
    void noWillBecomesOlderThanTheReplayWindowAdmits() {
        Neighborhood all =
                new Neighborhood(
                        catalog(),
                        text -> {
                            throw new IllegalArgumentException("there is no other");
                        });
        Neighborhood.House owner = all.house("flip1");
        all.allStart();
        all.until(() -> all.table().equals(List.of("192.168.0.1 flip1", "192.168.0.2 flip")));
        owner.step(new Event.DriverReady("d"));
        all.until(() -> !owner.wills.isEmpty());
        int before = owner.wills.size();

        all.passes(TIMING.pingTimeout().dividedBy(2));

        assertThat(owner.wills).hasSizeGreaterThan(before + 1);
        List<Long> stamps =
                owner.wills.stream()
                        .map(will -> will.messages().values().iterator().next().header())
                        .map(Header::stamp)
                        .toList();
        for (int at = 1; at < stamps.size(); at++) {
            assertThat(stamps.get(at) - stamps.get(at - 1)).isLessThan(FEW);
        }
    }
}
