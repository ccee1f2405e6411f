package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flip.membership.Configuration;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.Catalog;
import flip.systems.Datum;
import flip.systems.Lot;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void theDocumentedFileLoadsAsItIs() {
        Settings settings =
                Fixtures.accepted(Fixtures.documented(), new OwnId.OfHost("some-other-name"));

        Configuration configuration = settings.catalog().configuration();
        assertThat(settings.self()).isEqualTo(new ServerId("flip"));
        assertThat(settings.keys().values()).containsExactly("secret");
        assertThat(settings.logLevel()).isEqualTo(LogLevel.INFO);
        assertThat(settings.bindHost()).isEqualTo("127.0.0.1");
        assertThat(configuration.version()).isZero();
        assertThat(configuration.quorum()).isEqualTo(2);
        assertThat(configuration.timing())
                .isEqualTo(
                        new Timing(
                                Duration.ofMillis(1000),
                                Duration.ofMillis(1500),
                                Duration.ofMillis(375),
                                Duration.ofSeconds(5),
                                3));
        assertThat(configuration.roster().servers())
                .containsExactly(
                        new Server(new ServerId("flip1"), "127.0.0.1", 2201, 1, true),
                        new Server(new ServerId("flip"), "127.0.0.1", 2200, Server.LAST, true),
                        new Server(new ServerId("flip2"), "127.0.0.1", 2202, Server.LAST, true));
        SystemSpec ip = settings.catalog().systems().values().asList().get(0);
        assertThat(ip.name()).isEqualTo("ip");
        assertThat(ip.kind()).isEqualTo(SystemSpec.Kind.SHARD);
        assertThat(ip.policy()).isEqualTo(SystemSpec.NoQuorumPolicy.FREEZE);
        assertThat(ip.servers()).containsExactly(new ServerId("flip1"), new ServerId("flip"));
        assertThat(ip.lots())
                .extracting(lot -> lot.name())
                .containsExactly("192.168.0.1", "192.168.0.2");
        assertThat(ip.tool()).isEqualTo(new Tool.Scripts("ip_up", "ip_down"));
    }

    @Test
    void aSystemIsHeldByScriptsOrByADriver() {
        Catalog catalog =
                Fixtures.catalog(Fixtures.text(Fixtures.resource("config/good/driver.json")));

        SystemSpec ip = Objects.requireNonNull(catalog.systems().get("ip"));
        assertThat(ip.tool()).isEqualTo(new Tool.Driver("ip_driver"));
        assertThat(ip.parallel()).isEqualTo(1024);
        assertThat(ip.lots())
                .flatExtracting(Lot::data)
                .extracting(Datum::configJson)
                .containsExactly(
                        "{\"interface\":\"eth0\",\"kernel_lease\":true}",
                        "{\"interface\":\"eth0\",\"kernel_lease\":false}");
        SystemSpec job = Objects.requireNonNull(catalog.systems().get("job"));
        assertThat(job.tool()).isEqualTo(new Tool.Driver("/opt/job/driver"));
        assertThat(job.parallel()).isEqualTo(4);
        assertThat(job.lots())
                .flatExtracting(Lot::data)
                .extracting(Datum::configJson)
                .containsExactly("{}");
    }

    @Test
    void theShippedExampleIsTheDocumentedCluster() {
        Path root = Path.of(System.getProperty("flip.repository", ".."));

        Settings shipped =
                Fixtures.accepted(
                        Fixtures.text(root.resolve("config/flip.json")), new OwnId.Anyone());

        assertThat(shipped)
                .usingRecursiveComparison()
                .ignoringFields("warnings")
                .isEqualTo(Fixtures.accepted(Fixtures.documented(), new OwnId.Anyone()));
    }

    @Test
    void theNameGivenAtTheStartWins() {
        Settings settings = Fixtures.accepted(Fixtures.documented(), new OwnId.Named("flip2"));

        assertThat(settings.self()).isEqualTo(new ServerId("flip2"));
    }

    @Test
    void withoutAnIdTheHostsNameCounts() {
        String text = Fixtures.documented().replace("\"id\" : \"flip\"\n\t,", "");

        assertThat(Fixtures.accepted(text, new OwnId.OfHost("flip1")).self())
                .isEqualTo(new ServerId("flip1"));
        assertThat(Fixtures.read(text, new OwnId.OfHost("flop1")).report())
                .contains("there is no id, and this host's name is \"flop1\", but the servers are")
                .contains("Did you mean \"flip1\"?");
        assertThat(Fixtures.read(text, new OwnId.Named("nobody")).report())
                .contains("this server was started as \"nobody\", but the servers are")
                .contains("start with -n ID");
    }

    @Test
    void aMarkOfItsEncodingAndLineEndsOfWindowsDoNoHarm() {
        String text = "\ufeff" + Fixtures.documented().replace("\n", "\r\n");

        Settings settings = Fixtures.accepted(text, new OwnId.Anyone());

        assertThat(settings.catalog()).isEqualTo(Fixtures.catalog(Fixtures.documented()));
        assertThat(settings.warnings())
                .extracting(problem -> problem.place().line())
                .containsExactly(5);
    }

    @Test
    void aFileThatCannotBeReadIsToldInOneLine() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {'{', (byte) 0xff, '}'});
        Path large = Files.writeString(folder.resolve("large"), " ".repeat(5 << 20));

        assertThat(read(folder.resolve("nowhere.json")))
                .endsWith("nowhere.json: error: $: there is no such file (Correct its path.)");
        assertThat(read(binary)).contains("the file is not UTF-8 text");
        assertThat(read(large)).contains("the file has more than 4194304 bytes");
        assertThat(read(folder)).contains("this is a folder (Name the file in it");
    }

    @Test
    void serversThatShareAnAddressGetPlacesOfTheirOwn() {
        Settings flip = Fixtures.accepted(Fixtures.documented(), new OwnId.Named("flip"));
        Settings flip1 = Fixtures.accepted(Fixtures.documented(), new OwnId.Named("flip1"));

        assertThat(flip.dataDir()).endsWithRaw(Path.of("flip"));
        assertThat(flip1.dataDir()).endsWithRaw(Path.of("flip1"));
        assertThat(flip1.dataDir().getParent()).isEqualTo(flip.dataDir().getParent());
        assertThat(flip.adminSocket()).isNotEqualTo(flip1.adminSocket());
    }

    @Test
    void pathsBeginAtTheFoldersOfTheFile() {
        Reading reading = Fixtures.read(Fixtures.resource("config/good/everything.json"), true);

        Settings settings = ((Reading.Accepted) reading).settings();
        assertThat(settings.dataDir()).isEqualTo(Path.of("/etc/flip/state"));
        assertThat(settings.adminSocket()).isEqualTo(Path.of("/etc/flip/flip.sock"));
        assertThat(settings.scriptsDirs().folders())
                .containsExactly(Path.of("/etc/flip/scripts"), Path.of("/opt/scripts"));
        assertThat(settings.scriptsDirs().trusts(65534)).isTrue();
        assertThat(settings.bindHost()).isEqualTo("0.0.0.0");
    }

    @Test
    void scriptsAreUsuallyBesideTheFileOrItsFolder() {
        Settings settings = Fixtures.accepted(Fixtures.documented(), new OwnId.Anyone());

        assertThat(settings.scriptsDirs().folders())
                .containsExactly(
                        Path.of("/etc/flip/scripts"),
                        Path.of("/etc/scripts"),
                        Path.of("/usr/share/flip/scripts"));
    }

    @Test
    void scriptsInTheUsualPlacesAreOfRootOrTheOwnerOfTheFile() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
        Path file = Files.writeString(folder.resolve("flip.json"), Fixtures.documented());
        Files.setAttribute(file, "unix:uid", 65534);

        assertThat(scriptsDirs(file).trusts(0)).isTrue();
        assertThat(scriptsDirs(file).trusts(65534)).isTrue();
        assertThat(scriptsDirs(file).trusts(65533)).isFalse();
    }

    private static ScriptsDirs scriptsDirs(Path file) {
        Reading reading = ConfigurationFile.read(file, new OwnId.Anyone(), false);
        return ((Reading.Accepted) reading).settings().scriptsDirs();
    }

    @Test
    void aNumberOfAnyLengthIsToldWithItsPlace() {
        assertThat(
                        Fixtures.problems(
                                Fixtures.documented()
                                        .replace(
                                                "\"quorum\" : 2",
                                                "\"version\": 9999999999999999999, \"quorum\": 2")))
                .contains("version must be a whole number")
                .contains("9999999999999999999");
    }

    @Test
    void aTextThatIsNeverClosedIsToldAsThat() {
        assertThat(Fixtures.problems("{\"a\": \"x\n")).contains("this text is never closed");
        assertThat(Fixtures.problems("{\"a\": \"x")).contains("this text is never closed");
        assertThat(Fixtures.problems("{\"a\": \"x\n\", \"b\": 1}"))
                .contains("a line break or a control character in it, or lacks its closing quote");
    }

    @Test
    void aFileThatBreaksOffIsRefusedWhereverItDoes() {
        String text = Fixtures.documented().stripTrailing();
        for (int length = 0; length < text.length(); length++) {
            Reading reading = Fixtures.read(text.substring(0, length), new OwnId.Anyone());

            assertThat(reading).as("cut at %d", length).isInstanceOf(Reading.Refused.class);
            assertThat(reading.problems()).isNotEmpty();
        }
    }

    @Test
    void whateverIsTypedIsAcceptedOrReported() {
        String text = Fixtures.text(Fixtures.resource("config/good/everything.json"));
        String typed = "\"'{}[],:0-9.eE \n\t\\ux\u0001tfn#/";
        for (int seed = 0; seed < 3000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder changed = new StringBuilder(text);
            for (int time = random.nextInt(3); time >= 0; time--) {
                int at = random.nextInt(changed.length());
                switch (random.nextInt(3)) {
                    case 0 -> changed.deleteCharAt(at);
                    case 1 -> changed.setCharAt(at, typed.charAt(random.nextInt(typed.length())));
                    default -> changed.insert(at, typed.charAt(random.nextInt(typed.length())));
                }
            }

            Reading reading = Fixtures.read(changed.toString(), new OwnId.Anyone());

            assertThat(reading instanceof Reading.Accepted || !reading.problems().isEmpty())
                    .as("seed %d", seed)
                    .isTrue();
            for (Problem problem : reading.problems()) {
                assertThat(problem.report()).as("seed %d", seed).isNotEmpty();
            }
        }
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "[".repeat(100_000);

        assertThat(Fixtures.problems(deep)).contains("this is nested too deeply");
        assertThat(Fixtures.problems("[".repeat(JsonParser.MOST_LEVELS + 1)))
                .contains("this is nested too deeply");
        assertThat(Fixtures.problems("[".repeat(JsonParser.MOST_LEVELS)))
                .contains("the text ends in the middle");
    }

    /** Another server may offer any text: it is not to take more memory than an agent has. */
    @Test
    void moreThanAnybodyConfiguresIsRefused() {
        String many = "[" + "1,".repeat(JsonParser.MOST_VALUES) + "1]";
        String longKey = "{\"" + "k".repeat(JsonParser.LONGEST_KEY + 1) + "\": 1}";

        assertThat(Fixtures.problems(many))
                .contains("there are " + JsonParser.MOST_VALUES + " values before this");
        assertThat(Fixtures.problems(longKey))
                .contains("a key has at most " + JsonParser.LONGEST_KEY + " characters");
    }

    @Test
    void aPathThatIsTooLongToReadIsCut() {
        String key = "k".repeat(JsonParser.LONGEST_KEY);

        assertThat(Place.member("$", key)).isEqualTo("$[\"" + "k".repeat(80) + "...\"]");
        assertThat(Place.member(Place.item("x".repeat(300), 1), "more"))
                .isEqualTo("x".repeat(240) + "...");
    }

    private static String read(Path file) {
        Reading reading = ConfigurationFile.read(file, new OwnId.Anyone(), false);
        assertThat(reading).isInstanceOf(Reading.Refused.class);
        assertThat(reading.problems()).hasSize(1);
        return reading.problems().get(0).line();
    }
}
