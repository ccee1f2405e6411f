package flip.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may import what, within the shell. */
class ImportTableTest {
    private static final JavaClasses SHELL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("flip.agent");

    @Test
    void theShellIsSeen() {
        assertThat(SHELL.contain(Main.class)).isTrue();
    }

    @Test
    void noWayOfTouchingTheWorldKnowsTheAgent() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "flip.agent.config..",
                        "flip.agent.net..",
                        "flip.agent.disk..",
                        "flip.agent.dump..",
                        "flip.agent.process..",
                        "flip.agent.admin..",
                        "flip.agent.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("flip.agent")
                .because("the agent puts them together; each can be read without it")
                .check(SHELL);
    }

    @Test
    void onlyTheCommandsKnowTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackages("flip.agent", "flip.agent.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "flip.agent.cli..")
                .because("the daemon starts without it")
                .check(SHELL);
    }

    @Test
    void logbackIsKnownToItsConfigurationOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ch.qos.logback..")
                .because("another back end needs no change of code")
                .allowEmptyShould(true)
                .check(SHELL);
    }

    /** The switches of the rules are for the controls of the lab: production runs with all. */
    @Test
    void nothingThatIsShippedTurnsARuleOff() {
        JavaClasses shipped =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("flip.agent", "flip.systems", "flip.membership");

        noClasses()
                .should()
                .callMethod("flip.membership.Rules", "without", "[Lflip.membership.Rule;")
                .because("each rule stops a fault that was found")
                .check(shipped);
    }
}
