package flip.lab;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** Who may import what. */
class ImportTableTest {
    private static final JavaClasses PURE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("flip.membership", "flip.systems");

    private static final JavaClasses LAB =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("flip.lab");

    @Test
    void bothPureModulesAreSeen() {
        assertThat(PURE.containPackage("flip.membership")).isTrue();
        assertThat(PURE.containPackage("flip.systems")).isTrue();
    }

    @Test
    void thePureModulesKnowOnlyTheirShortListOfPackages() {
        ArchRule rule =
                noClasses()
                        .should()
                        .dependOnClassesThat(
                                not(
                                        resideInAnyPackage(
                                                "flip.membership",
                                                "flip.systems",
                                                "java.lang",
                                                "java.lang.annotation",
                                                "java.lang.invoke",
                                                "java.lang.runtime",
                                                "java.math",
                                                "java.nio",
                                                "java.nio.charset",
                                                "java.time",
                                                "java.util",
                                                "java.util.function",
                                                "java.util.random",
                                                "java.util.regex",
                                                "java.util.stream",
                                                "java.util.zip",
                                                "com.google.common.base",
                                                "com.google.common.collect",
                                                "com.google.common.primitives",
                                                "com.google.errorprone.annotations",
                                                "org.jspecify.annotations")))
                        .because("the core decides; the agent does");
        rule.check(PURE);
    }

    @Test
    void membershipDoesNotKnowSystems() {
        noClasses()
                .that(resideInAPackage("flip.membership"))
                .should()
                .dependOnClassesThat(resideInAPackage("flip.systems"))
                .because("who is here does not depend on what there is to hold")
                .check(PURE);
    }

    @Test
    void thePureModulesReadNoClockAndStartNoThread() {
        noClasses()
                .should(Impurity.readingTheWorld())
                .because("time, chance and threads come in as arguments or not at all")
                .check(PURE);
    }

    @Test
    void thePureModulesHaveNoOrderThatChangesFromRunToRun() {
        noClasses()
                .should(Impurity.losingTheOrder())
                .because("one loop in an order of chance ends replay")
                .check(PURE);
    }

    @Test
    void theSimulatorIsAsRepeatableAsTheCore() {
        noClasses()
                .that(resideInAnyPackage("flip.lab.sim..", "flip.lab.check.."))
                .should(Impurity.readingTheWorld())
                .orShould(Impurity.losingTheOrder())
                .because("the same seed gives the same trace")
                .check(LAB);
    }

    @Test
    void theSimulatorKnowsTheSystemsAndNothingOfTheShell() {
        noClasses()
                .that(resideInAnyPackage("flip.lab.sim..", "flip.lab.check.."))
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage(
                                "flip.agent..",
                                "flip.lab.bench..",
                                "flip.lab.e2e..",
                                "com.sun.jna..",
                                "io.netty..",
                                "java.net.."))
                .because("it proves the core without a machine")
                .check(LAB);
    }

    @Test
    void theLabCannotSeeTheAgent() {
        assertThat(getClass().getClassLoader().getResource("flip/agent/Main.class")).isNull();
    }
}
