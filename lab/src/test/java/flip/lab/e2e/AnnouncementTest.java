package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shipped scripts announce what they do: a client sees it at once. */
@NeedsNamespaces
class AnnouncementTest {
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
