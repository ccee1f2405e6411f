package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Each name has a lock of its own. */
class DriverStarterTest {
    @Test
    void longNamesHaveLocksOfTheirOwn() {
        String name = "x".repeat(300);

        assertThat(DriverStarter.fileName(name + "1"))
                .hasSizeLessThan(256)
                .isNotEqualTo(DriverStarter.fileName(name + "2"));
        assertThat(DriverStarter.fileName("my/ip")).isEqualTo("my%2Fip.lock");
    }
}
