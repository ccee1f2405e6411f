package flip.agent.cli;

import flip.agent.admin.StatusReport;
import flip.agent.admin.StatusReport.DriverReport;
import flip.agent.config.Settings;
import flip.agent.process.ScriptFolders;
import flip.agent.process.ScriptFolders.Found;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What each system is raised and lowered by, and what becomes of it when the agent is killed. */
final class SystemsLook {
    /** In a namespace of its own, so that nothing of it can be left behind. */
    private static final List<String> TRIAL =
            List.of(
                    "unshare",
                    "--net",
                    "nft",
                    "add table netdev flip_doctor {"
                            + " set leased { type ipv4_addr; flags timeout; };"
                            + " chain leave { type filter hook egress device lo priority 0;"
                            + " ip saddr @leased accept; }; }");

    private final Needs needs;
    private final ScriptFolders folders;
    private final Optional<StatusReport> agent;

    SystemsLook(Needs needs, Settings settings, Optional<StatusReport> agent) {
        this.needs = needs;
        this.folders =
                new ScriptFolders(settings.scriptsDirs().folders(), settings.scriptsDirs()::trusts);
        this.agent = agent;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        Set<String> tools = new TreeSet<>();
        needs.systems().forEach(spec -> tools.addAll(Needs.tools(spec)));
        tools.stream().map(this::tool).forEach(findings::add);
        needs.systems().stream().map(this::killed).forEach(findings::add);
        if (needs.systems().stream().anyMatch(Needs::isKernelLease)) {
            findings.add(kernel());
        }
        return findings;
    }

    private Finding tool(String name) {
        Found found = folders.find(name);
        if (found instanceof Found.Script script) {
            return Finding.ok("script " + name, "is " + script.file());
        }
        String reason = ((Found.Nothing) found).reason();
        return Finding.fail("script " + name, reason, "");
    }

    private Finding killed(SystemSpec spec) {
        String check = "system " + spec.name();
        if (!(spec.tool() instanceof Tool.Driver driver)) {
            String found =
                    "is raised by scripts: when the agent is killed it stays until `flip release`";
            return Needs.areAddresses(spec)
                    ? Finding.warn(
                            check,
                            found,
                            "write \"driver\": \"ip_driver\" in place of \"alive\" and \"down\"")
                    : Finding.ok(check, found);
        }
        String found =
                "is held by driver " + driver.named() + ", which gives it back when the agent dies";
        Optional<DriverReport> report =
                agent.flatMap(it -> Optional.ofNullable(it.drivers().get(driver.named())));
        if (report.isEmpty()) {
            return Finding.ok(check, found);
        }
        DriverReport state = report.get();
        if (state.state().equals(DriverReport.READY)) {
            return Finding.ok(check, found + " (" + state.words() + ")");
        }
        return Finding.fail(
                check,
                "driver "
                        + driver.named()
                        + " is "
                        + state.state()
                        + (state.trouble().isEmpty() ? "" : ": " + state.trouble()),
                "look at the log of the agent");
    }

    private static Finding kernel() {
        Programs.Ended ended = Programs.run(TRIAL);
        return ended.isOk()
                ? Finding.ok("kernel lease", "the kernel takes the rules, by nftables")
                : Finding.fail(
                        "kernel lease",
                        "the kernel cannot end the service of an address: " + ended.complaint(),
                        "use a kernel of 5.16 or later with nftables, or remove \"kernel_lease\"");
    }
}
