package flip.lab.e2e;

import static flip.lab.e2e.Scene.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said of hosts that are ready, and that are not. */
@NeedsNamespaces
class DoctorTest {
    /** In a file system of its own, in which there is no such program. */
    private static final String WITHOUT_NFT =
            "mount --bind /dev/null \"$(PATH=$PATH:/usr/sbin:/sbin command -v nft)\"";

    @RegisterExtension private final Scene scene = new Scene();

    /** In the end: on a machine that is busy with other things a round trip may be late once. */
    @Test
    void aHostOnWhichAllWorksFailsInNothing() {
        scene.allUp(Timings.DOCUMENTED);

        await().atMost(PATIENCE).untilAsserted(this::assertReady);
    }

    private void assertReady() {
        assertThat(doctor("flip1", "true", 0))
                .anyMatch(line -> line.matches("ok +privileges .*may change addresses"))
                .anyMatch(line -> line.matches("ok +interface eth0 .*"))
                .anyMatch(line -> line.matches("ok +agent +runs, as process \\d+"))
                .anyMatch(line -> line.matches("ok +server flip +answers, and hears answers.*"))
                .anyMatch(line -> line.matches("ok +server flip2 +answers, and hears answers.*"))
                .anyMatch(line -> line.matches("ok +data_dir +a write is durable after .*"))
                .anyMatch(line -> line.matches("warn +system ip +is raised by scripts.*"))
                .noneMatch(line -> line.startsWith("fail"));
    }

    @Test
    void anInterfaceThatIsNotThereIsNamed() {
        ClusterFile file = scene.documented(Timings.SHORT);
        file.system("ip").add("config", JsonParser.parseString("{\"interface\": \"eth9\"}"));

        assertThat(doctor("flip1", "true", 1))
                .filteredOn(line -> line.startsWith("fail"))
                .singleElement()
                .asString()
                .contains(
                        "interface eth9", "is not here: there are eth0, lo", "correct `interface`");
    }

    /** And with it the kernel takes the rules. */
    @Test
    void withoutNftThereIsNoKernelLease() {
        scene.documented(Timings.SHORT)
                .driver("ip_driver")
                .system("ip")
                .addProperty("kernel_lease", true);

        assertThat(doctor("flip1", "true", 0))
                .anyMatch(line -> line.matches("ok +kernel lease +the kernel takes the rules.*"));
        assertThat(doctor("flip1", WITHOUT_NFT, 1))
                .anyMatch(line -> line.matches("fail +nft +there is no nft.*"))
                .anyMatch(line -> line.matches("fail +kernel lease .*"));
    }

    /** What it says on that host, when a shell has done something for it and it alone. */
    private List<String> doctor(String host, String shell, int exitCode) {
        Daemon doctor = scene.agents().look(host, shell, "doctor");
        assertThat(doctor.awaitEnd(PATIENCE)).as("it ends").isTrue();
        assertThat(doctor.exitCode()).as("%s", doctor.lines()).isEqualTo(exitCode);
        return doctor.lines();
    }
}
