package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.admin.Reports;
import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.Health;
import org.junit.jupiter.api.Test;

/** What people are shown of a status. */
class StatusTableTest {
    private static final String RELEASING = "may still hold what belongs to others by now";

    private static String shown(String... replacements) {
        return shown(Terminal.UNBOUNDED, replacements);
    }

    private static String shown(int columns, String... replacements) {
        String json = Reports.of(Health.DEGRADED).toJson();
        for (int at = 0; at < replacements.length; at += 2) {
            assertThat(json).contains(replacements[at]);
            json = json.replace(replacements[at], replacements[at + 1]);
        }
        return String.join(
                "\n",
                new StatusTable(new Paint(false), columns).lines(StatusReport.fromJson(json)));
    }

    @Test
    void whoHasLetGoOfEverythingElseIsNotMentioned() {
        assertThat(shown()).contains("this server").doesNotContain(RELEASING);
    }

    @Test
    void aServerThatIsDownIsNotSaidToHoldAnything() {
        assertThat(shown("\"epoch\": 7", "\"epoch\": 8").lines().filter(it -> it.contains("flip2")))
                .noneMatch(line -> line.contains(RELEASING));
    }

    @Test
    void aServerThatHasNotSettledTheViewMayStillHoldWhatItLost() {
        String text =
                shown(
                        "\"epoch\": 7",
                        "\"epoch\": 8",
                        "\"state\": \"down\"",
                        "\"state\": \"up\"",
                        "\"reached\": false",
                        "\"reached\": true");

        assertThat(text.lines().filter(line -> line.contains(RELEASING)))
                .hasSize(2)
                .anyMatch(
                        line ->
                                line.contains("flip1")
                                        && line.contains("this server, " + RELEASING))
                .anyMatch(line -> line.contains("flip2"));
    }

    @Test
    void whatBecomesOfASystemWhenTheAgentIsKilledIsShown() {
        assertThat(shown().lines())
                .anyMatch(
                        line ->
                                line.matches(
                                        "ip +driver ip_driver +gone for 3\\S* ?\\S* +- +none +given back by the driver"))
                .anyMatch(
                        line -> line.matches("jobs +scripts +- +- +- +stays until `flip release`"));
        String with = shown("\"has_last_will\": false", "\"has_last_will\": true");
        assertThat(with.lines())
                .anyMatch(
                        line -> line.matches("ip +driver ip_driver .* handed over +none +given.*"));
    }

    @Test
    void nothingIsWiderThanTheTerminal() {
        String text = shown(40, "\"epoch\": 7", "\"epoch\": 8");

        assertThat(text.lines())
                .allMatch(line -> Terminal.width(line) <= 40)
                .hasSizeGreaterThan(10);
    }
}
