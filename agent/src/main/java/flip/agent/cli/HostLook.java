package flip.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Privileges, programs, interfaces and the clock of this host. */
final class HostLook {
    /** CAP_NET_ADMIN, of linux/capability.h. */
    private static final int NET_ADMIN = 12;

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DEVICES = Path.of("/proc/self/net/dev");
    private static final Path UPTIME = Path.of("/proc/uptime");

    private final Needs needs;
    private final List<Path> path;

    /**
     * A look.
     *
     * @param path the folders in which programs are
     */
    HostLook(Needs needs, List<Path> path) {
        this.needs = needs;
        this.path = path;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(privileges());
        findings.addAll(programs());
        findings.addAll(interfaces());
        findings.add(clock());
        return findings;
    }

    private Finding privileges() {
        String user = System.getProperty("user.name", "?");
        if (!needs.areAddresses()) {
            return Finding.ok("privileges", "no addresses are to be held: any user may do");
        }
        Optional<Boolean> allowed =
                value(STATUS, "CapEff:")
                        .map(hex -> (Long.parseUnsignedLong(hex, 16) >> NET_ADMIN & 1) == 1);
        if (allowed.orElse(user.equals("root"))) {
            return Finding.ok("privileges", "user " + user + " may change addresses");
        }
        return Finding.fail(
                "privileges",
                "user " + user + " may not change addresses",
                "run the agent, and this, as root");
    }

    private List<Finding> programs() {
        List<Finding> findings = new ArrayList<>();
        if (!needs.areAddresses()) {
            return findings;
        }
        if (isThere("ip") || (isThere("ifconfig") && !needs.isAddressDriver())) {
            findings.add(Finding.ok("ip", "addresses can be changed"));
        } else {
            findings.add(
                    Finding.fail(
                            "ip",
                            "there is no program ip",
                            "install it (Debian: apt-get install iproute2)"));
        }
        if (!isThere("perl")) {
            String what = "install it (Debian: apt-get install perl-base)";
            findings.add(
                    needs.isAddressDriver()
                            ? Finding.fail("perl", "ip_driver needs perl", what)
                            : Finding.warn(
                                    "perl",
                                    "without perl an address is announced more slowly, or not at all",
                                    what));
        }
        if (!needs.isAddressDriver() && !isThere("ss")) {
            findings.add(
                    Finding.warn(
                            "ss",
                            "without ss connections to an address are not reset when it goes",
                            "install it (Debian: apt-get install iproute2)"));
        }
        if (needs.isAddressDriver() && !isThere("nft")) {
            boolean leased = needs.systems().stream().anyMatch(Needs::isKernelLease);
            String what = "install it (Debian: apt-get install nftables)";
            findings.add(
                    leased
                            ? Finding.fail("nft", "there is no nft, and so no kernel lease", what)
                            : Finding.warn(
                                    "nft",
                                    "without nft packets still come in while an address goes",
                                    what));
        }
        return findings;
    }

    /** Also where an unprivileged user's path does not lead. */
    private boolean isThere(String program) {
        return path.stream()
                .map(folder -> folder.resolve(program))
                .anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
    }

    private List<Finding> interfaces() {
        List<Finding> findings = new ArrayList<>();
        Set<String> here = devices();
        needs.systems().stream()
                .filter(Needs::areAddresses)
                .forEach(
                        spec ->
                                Needs.interfaces(spec).stream()
                                        .map(name -> device(spec.name(), name, here))
                                        .forEach(findings::add));
        return findings;
    }

    private static Finding device(String system, String configured, Set<String> here) {
        // As the scripts read the documented file on Linux.
        String name = configured.equals("lo0") ? "lo" : configured;
        String check = "interface " + name;
        if (here.isEmpty()) {
            return Finding.warn(
                    check, "the interfaces of this host are not known", "look yourself");
        }
        return here.contains(name)
                ? Finding.ok(check, "is here, for system " + system)
                : Finding.fail(
                        check,
                        "system "
                                + system
                                + " names it, and it is not here: there are "
                                + String.join(", ", here),
                        "correct `interface`, for this server alone in its `config`");
    }

    private static Set<String> devices() {
        Set<String> names = new TreeSet<>();
        for (String line : lines(DEVICES)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                names.add(line.substring(0, colon).strip());
            }
        }
        return names;
    }

    private static Finding clock() {
        return lines(UPTIME).isEmpty()
                ? Finding.warn(
                        "clock",
                        "there is no clock that counts the time in suspend",
                        "do not suspend this host")
                : Finding.ok("clock", "the time in suspend is counted");
    }

    private static Optional<String> value(Path file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst();
    }

    /** None where there is no such file, as on other systems than Linux. */
    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
