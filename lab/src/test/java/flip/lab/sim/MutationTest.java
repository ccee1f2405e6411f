package flip.lab.sim;

import static org.assertj.core.api.Assertions.assertThat;

import flip.membership.Server;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an operator changes: whatever it is, it is a configuration. */
class MutationTest {
    private static final Layout FIRST =
            Swarm.ALL.sizes(3).onlookers(0).plan(new SplittableRandom(1)).layout();

    @Test
    void onlyServersThatDoNotVoteComeAndGo() {
        Layout all = withOnlookers();
        TreeSet<Integer> sizes = new TreeSet<>();
        SplittableRandom random = new SplittableRandom(1);
        Layout now = all;
        for (int turn = 0; turn < 200; turn++) {
            Layout next = Mutation.ofRoster(now, all.servers(), random).orElse(now);
            assertThat(all.servers()).containsAll(next.servers());
            assertThat(voters(next)).isEqualTo(voters(all));
            assertThat(next.systems())
                    .allSatisfy(
                            it ->
                                    assertThat(it.servers())
                                            .isNotEmpty()
                                            .allMatch(next::has, "is in the roster"));
            sizes.add(next.servers().size());
            now = next;
        }

        assertThat(sizes).containsExactly(3, 4, 5);
        assertThat(now.version()).isGreaterThan(100);
    }

    @Test
    void whereAllVoteNobodyGoes() {
        assertThat(Mutation.ofRoster(FIRST, FIRST.servers(), new SplittableRandom(1))).isEmpty();
    }

    /** The first such layout in which every system has a voter, so that both may go. */
    private static Layout withOnlookers() {
        for (long seed = 1; ; seed++) {
            Layout layout = Swarm.ALL.sizes(3).plan(new SplittableRandom(seed)).layout();
            boolean any =
                    layout.systems().stream()
                            .allMatch(
                                    it ->
                                            voters(layout).stream()
                                                    .anyMatch(v -> it.servers().contains(v.id())));
            if (layout.servers().size() == 5 && any) {
                return layout;
            }
        }
    }

    private static List<Server> voters(Layout layout) {
        return layout.servers().stream().filter(Server::voter).toList();
    }
}
