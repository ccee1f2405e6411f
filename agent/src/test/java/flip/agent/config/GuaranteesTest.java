package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GuaranteesTest {
    @Test
    void theDocumentedConfigurationPromisesThis() {
        assertThat(promises(Fixtures.documented()))
                .containsExactly(
                        "Nothing moves unless 2 of 3 voters agree;"
                                + " any 1 voter can be lost and the others go on.",
                        "Failover, when a server is lost: at most 1.875 s, on average 1.375 s,"
                                + " then two round trips and the alive script.",
                        "Planned move (the agent is told to stop): at once, in the time that the"
                                + " down script and then the alive script take.",
                        "Two owners at most, of a datum of ip (freeze), when",
                        "  its host is lost: 0; nobody hears anybody: 0, nothing moves",
                        "  it is cut off from the others: for the length of the partition",
                        "  its agent is killed or hangs, and its host lives on: until"
                                + " `flip release` is run there, or its agent is started again",
                        "  its down script fails: from 30 s after the move until the script"
                                + " succeeds",
                        "Each server sends about 4 packets and 574 bytes a second.");
    }

    @Test
    void underStopAServerThatIsCutOffHoldsNothing() {
        String text =
                Fixtures.documented()
                        .replace("\"shard\"", "\"shard\", \"no_quorum_policy\": \"stop\"");

        assertThat(promises(text))
                .contains(
                        "Two owners at most, of a datum of ip (stop), when",
                        "  its host is lost: 0; nobody hears anybody: 0, everything is given up",
                        "  it is cut off from the others: 0, if all its down scripts end within"
                                + " 281 ms, or within 375 ms if no alive script hangs",
                        "  its down script fails while both are there: 0, nobody takes the datum")
                .noneMatch(sentence -> sentence.contains("for the length of the partition"));
    }

    @Test
    void moreScriptsThanRunAtATimeAreSaidToBeSo() {
        String many =
                IntStream.rangeClosed(1, 1025)
                        .mapToObj(each -> "\"10.0.%d.%d\"".formatted(each / 256, each % 256))
                        .collect(Collectors.joining(", "));
        String text =
                Fixtures.documented()
                        .replace("\"shard\"", "\"shard\", \"no_quorum_policy\": \"stop\"")
                        .replace("\"192.168.0.1\"", many);

        assertThat(promises(text))
                .contains(
                        "  it is cut off from the others: 0, if all its down scripts, 1024 at a time,"
                                + " end within 281 ms, or within 375 ms if no alive script hangs");
    }

    @Test
    void whoIsAloneKeepsItsLeaseWhereTheOthersAreNoQuorumWithoutIt() {
        String two =
                Fixtures.text(Fixtures.resource("config/good/two-servers-quorum-one.json"))
                        .replace("\"quorum\": 1", "\"quorum\": 2")
                        .replace("\"data\"", "\"no_quorum_policy\": \"stop\", \"data\"");

        assertThat(promises(two))
                .contains(
                        "  its host is lost: 0; nobody hears anybody: 0, each voter keeps what it has");
    }

    @Test
    void anOwnerOfAddressesThatIsCutOffYieldsWhereItHearsTheOther() {
        String onEth0 = Fixtures.documented().replace("\"lo0\"", "\"eth0\"");
        String apart = "  it is cut off from the others: for the length of the partition";

        assertThat(promises(onEth0))
                .contains(
                        apart + "; where ARP still passes, until it hears the other one announce");
        assertThat(promises(onEth0.replace("\"shard\"", "\"shard\", \"conflict\": \"defend\"")))
                .contains(apart);
        assertThat(promises(onEth0.replace("192.168.0.2", "a job"))).contains(apart);
    }

    @Test
    void aDriverGivesBackWhatAKilledAgentHeld() {
        assertThat(promises(Fixtures.text(Fixtures.resource("config/good/driver.json"))))
                .containsSubsequence(
                        "Two owners at most, of a datum of job (freeze), when",
                        "  its agent is killed or hangs, and its host lives on: 0, its driver gives"
                                + " everything back; if the driver is killed too: until `flip release`"
                                + " is run there; if it hangs: until it is killed and then that is"
                                + " run",
                        "Two owners at most, of a datum of ip (stop), when",
                        "  it is cut off from the others: 0, its driver gives everything back when"
                                + " the lease ends",
                        "  its agent is killed or hangs, and its host lives on: 0, its driver gives"
                                + " everything back; if the driver is killed too: until `flip release`"
                                + " is run there; if it hangs: until it is killed and then that is"
                                + " run");
    }

    @Test
    void aQuorumThatIsNoMajorityPromisesNoOneOwner() {
        assertThat(
                        promises(
                                Fixtures.text(
                                        Fixtures.resource(
                                                "config/good/two-servers-quorum-one.json"))))
                .contains(
                        "Two owners at most: whatever cuts the servers into two halves, for the"
                                + " length of the partition: quorum 1 is no majority.");
    }

    @Test
    void serversThatDoNotVoteSendWhatTheySend() {
        assertThat(promises(Fixtures.text(Fixtures.resource("config/good/everything.json"))))
                .anyMatch(sentence -> sentence.startsWith("Each voter sends about 30 packets"))
                .anyMatch(
                        sentence ->
                                sentence.startsWith(
                                        "Each server that does not vote sends about 30 packets"));
    }

    @Test
    void oneServerAlonePromisesNothing() {
        assertThat(promises(Fixtures.text(Fixtures.resource("config/good/smallest.json"))))
                .containsExactly("There is one server: nobody takes over when it is lost.");
    }

    private static ImmutableList<String> promises(String text) {
        return Guarantees.of(Fixtures.catalog(text)).sentences();
    }
}
