package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shipped scripts alone, on real interfaces: what they do is what a client sees. */
@NeedsNamespaces
class AddressScriptTest {
    private static final String ADDRESS = "192.168.0.1";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String CONFIG = "{\"interface\": \"eth0\"}";

    private Laboratory lab;

    @BeforeEach
    void build() {
        lab = Laboratory.open(List.of("one", "two"), List.of(ADDRESS), Duration.ofMillis(5));
    }

    @AfterEach
    void remove() {
        lab.close();
    }

    @Test
    void aClientIsToldAtOnceWhereAnAddressHasMoved() {
        run("one", "ip_up.sh", CONFIG);
        assertThat(lab.answers().awaitFrom(ADDRESS, "one", 0, SOON)).isPresent();

        run("one", "ip_down.sh", CONFIG);
        run("two", "ip_up.sh", CONFIG);
        long up = System.nanoTime();

        // Without an announcement, a client asks anew after half a minute.
        assertThat(lab.answers().awaitFrom(ADDRESS, "two", up, Duration.ofSeconds(2))).isPresent();
        assertThat(lab.timeline().onSeveral(ADDRESS, 0, System.nanoTime())).isZero();
    }

    @Test
    void twiceIsOnce() {
        run("one", "ip_up.sh", CONFIG);
        run("one", "ip_up.sh", CONFIG);
        assertThat(lab.timeline().await(each -> holders(each).equals(Set.of("one")), SOON))
                .isTrue();

        run("one", "ip_down.sh", CONFIG);
        assertThat(lab.timeline().await(each -> holders(each).isEmpty(), SOON)).isTrue();
        run("one", "ip_down.sh", CONFIG);

        assertThat(lab.timeline().since(0)).hasSize(2);
    }

    @Test
    void anAddressThatIsThereWithAnotherPrefixIsThereOnce() {
        ip("address", "add", ADDRESS + "/24", "dev", Host.INTERFACE);

        run("one", "ip_up.sh", CONFIG);

        assertThat(ip("-o", "address", "show", "dev", Host.INTERFACE))
                .containsOnlyOnce(ADDRESS + "/")
                .contains(ADDRESS + "/32");
        run("one", "ip_down.sh", CONFIG);
        assertThat(ip("-o", "address", "show", "dev", Host.INTERFACE)).doesNotContain(ADDRESS);
    }

    @Test
    void aMissingInterfaceFailsOnTheWayUpAndIsSuccessOnTheWayDown() {
        Command.Result up = attempt("one", "ip_up.sh", "{\"interface\": \"eth9\"}");
        Command.Result down = attempt("one", "ip_down.sh", "{\"interface\": \"eth9\"}");

        assertThat(up.exitCode()).isNotZero();
        assertThat(up.output().strip().lines()).hasSize(1).allMatch(each -> each.contains("eth9"));
        assertThat(down.exitCode()).as(down.output()).isZero();
    }

    private static Set<String> holders(Timeline timeline) {
        return timeline.holders(ADDRESS);
    }

    private String ip(String... arguments) {
        return lab.host("one").namespace().ip(arguments);
    }

    private void run(String host, String script, String config) {
        Command.Result result = attempt(host, script, config);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private Command.Result attempt(String host, String script, String config) {
        String path = Repository.root().resolve("scripts").resolve(script).toString();
        List<String> words =
                new ArrayList<>(lab.host(host).namespace().inside(List.of(path, ADDRESS, config)));
        return Command.attempt("", SOON, words.toArray(String[]::new));
    }
}
