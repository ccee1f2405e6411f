package flip.lab.model;

import static org.assertj.core.api.Assertions.assertThat;

import flip.lab.e2e.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLC goes through every state of the small instances of the model, with each rule and without. */
class ModelTest {
    private static final Path MODEL = Repository.root().resolve("docs/model");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"Rounds", "Generations", "Leases", "Lives"})
    void withAllRulesNoInvariantBreaks(String instance) throws Exception {
        Tlc.Verdict verdict = check("Agreement", instance, "");

        assertThat(verdict.violated()).as(verdict.output()).isEmpty();
        assertThat(verdict.isComplete()).as(verdict.output()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "R3, Rounds, OneViewPerEpoch",
        "R4, Generations, OneViewPerEpoch",
        "R5, Leases, LeaseIsOver",
        "R6, Lives, LeaseIsOver",
        "R7, Rounds, NoRevival",
        "R8, Leases, LeaseIsOver",
        "guard, Leases, LeaseIsOver",
        "quorum, Rounds, OneViewPerEpoch",
        "persist, Rounds, OneViewPerEpoch",
    })
    void withoutOneOfThemAnInvariantBreaks(String rule, String instance, String invariant)
            throws Exception {
        Tlc.Verdict verdict = check("Agreement", instance, rule);

        assertThat(verdict.violated()).as(verdict.output()).contains(invariant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forming", "Lost"})
    void oneClusterForms(String instance) throws Exception {
        Tlc.Verdict verdict = check("Genesis", instance, "");

        assertThat(verdict.violated()).as(verdict.output()).isEmpty();
        assertThat(verdict.isComplete()).as(verdict.output()).isTrue();
    }

    /** What a quorum of the file could do that all of its voters cannot. */
    @Test
    void twoFormWhereAQuorumOfTheFileIsEnough() throws Exception {
        Tlc.Verdict verdict = check("Genesis", "Lost", "all");

        assertThat(verdict.violated()).as(verdict.output()).contains("OneCluster");
    }

    private Tlc.Verdict check(String module, String instance, String without) throws Exception {
        String all = Files.readString(MODEL.resolve(instance + ".cfg"));
        assertThat(all).contains("Without = {}");
        String off = without.isEmpty() ? "{}" : "{\"" + without + "\"}";
        Tlc.Verdict verdict =
                Tlc.check(
                        MODEL.resolve(module + ".tla"),
                        all.replace("Without = {}", "Without = " + off),
                        folder);
        System.out.println(module + ", " + instance + ", without " + off + ": " + verdict.states());
        return verdict;
    }
}
