package flip.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A laboratory of one server whose addresses a driver holds, and a client that asks for one. */
final class DriverScene implements AutoCloseable {
    static final String ADDRESS = "192.168.0.1";
    static final String ON_ETH0 = "{\"interface\": \"eth0\"}";
    static final String GUARDED = "{\"interface\": \"eth0\", \"kernel_lease\": true}";

    private final Path folder;
    private final Laboratory lab =
            Laboratory.open(List.of("one"), List.of(ADDRESS), Duration.ofMillis(5));
    private final List<SpokenDriver> drivers = new ArrayList<>();

    DriverScene(Path folder) {
        this.folder = folder;
    }

    Laboratory lab() {
        return lab;
    }

    Host host() {
        return lab.host("one");
    }

    Path folder() {
        return folder;
    }

    /** Starts a driver and hears its greeting. */
    SpokenDriver driver() {
        SpokenDriver driver = start(Map.of());
        assertThat(driver.next()).isEqualTo("hello 1 will kernel_lease=nftables");
        return driver;
    }

    SpokenDriver start(Map<String, String> environment) {
        SpokenDriver driver =
                SpokenDriver.start(host(), folder.resolve("driver.lock"), environment);
        drivers.add(driver);
        return driver;
    }

    /** The environment in which a driver runs these lines of Perl once it has been read in. */
    Map<String, String> changed(String... perl) {
        try {
            Files.writeString(
                    folder.resolve("Changed.pm"),
                    "package Changed; no warnings; INIT {\n"
                            + String.join("\n", perl)
                            + "\n}\n1;\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("PERL5OPT", "-I" + folder + " -MChanged");
    }

    /** The environment of a driver whose nft hangs while there is a file "hang" in the folder. */
    Map<String, String> withNftThatMayHang() throws IOException {
        new Tools(folder)
                .fake(
                        "nft",
                        "[ ! -e \"${0%/*}/hang\" ] || exec sleep 60",
                        "PATH=${PATH#*:}",
                        "exec nft \"$@\"");
        return Map.of("PATH", folder + ":" + System.getenv("PATH"));
    }

    /** Waits until the address is on the host, or is not. */
    void awaitHeld(String address, boolean held) {
        Set<String> holders = held ? Set.of("one") : Set.of();
        assertThat(
                        lab.timeline()
                                .await(
                                        timeline -> timeline.holders(address).equals(holders),
                                        SpokenDriver.PATIENCE))
                .as("%s is %sheld", address, held ? "" : "not ")
                .isTrue();
    }

    /** Waits until the client is answered. */
    void awaitAnswer() {
        assertThat(
                        lab.answers()
                                .awaitFrom(
                                        ADDRESS, "one", System.nanoTime(), SpokenDriver.PATIENCE))
                .as("an answer")
                .isPresent();
    }

    /** The kernel's list of addresses that are not the host's own. */
    List<String> addresses() {
        return host().namespace()
                .ip("-o", "addr", "show", "dev", "eth0", "scope", "global")
                .lines()
                .map(line -> line.split("\\s+", 5)[3])
                .filter(each -> !each.startsWith(Hosts.NET))
                .toList();
    }

    String rules() {
        return host().namespace().run("nft", "list", "ruleset");
    }

    @Override
    public void close() {
        drivers.forEach(SpokenDriver::close);
        lab.close();
    }
}
