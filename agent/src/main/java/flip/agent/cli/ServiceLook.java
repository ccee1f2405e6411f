package flip.agent.cli;

import flip.agent.admin.StatusReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a service manager lowers what an agent leaves behind. */
final class ServiceLook {
    private static final String USUAL = "flip.service";
    private static final Pattern UNIT = Pattern.compile("/([^/\n]+\\.service)(?:/[^\n]*)?$");
    private static final String REMEDY =
            "use packaging/flip.service (`bin/install`), or have `flip release` run when the agent has"
                    + " ended";

    private final Optional<StatusReport> agent;

    ServiceLook(Optional<StatusReport> agent) {
        this.agent = agent;
    }

    Finding finding() {
        String unit = agent.map(it -> unit(it.agent().pid())).orElse(USUAL);
        if (unit.isEmpty()) {
            return Finding.warn("service", "the agent runs under no service manager", REMEDY);
        }
        Programs.Ended shown =
                Programs.run(
                        List.of(
                                "systemctl",
                                "show",
                                "-p",
                                "LoadState",
                                "-p",
                                "ExecStopPost",
                                unit));
        if (!shown.isOk()) {
            return Finding.warn(
                    "service", "systemd does not say what it does: " + shown.complaint(), REMEDY);
        }
        if (shown.output().lines().noneMatch("LoadState=loaded"::equals)) {
            return Finding.warn("service", "systemd knows no unit " + unit, REMEDY);
        }
        boolean releases =
                shown.output()
                        .lines()
                        .anyMatch(
                                line ->
                                        line.startsWith("ExecStopPost=")
                                                && line.contains(" release "));
        return releases
                ? Finding.ok("service", unit + " runs `flip release` when the agent has ended")
                : Finding.warn("service", unit + " has no ExecStopPost= with `release`", REMEDY);
    }

    /** That a process is part of; empty when it is of none. */
    private static String unit(long process) {
        try {
            String groups = Files.readString(Path.of("/proc/" + process + "/cgroup")).strip();
            Matcher unit = UNIT.matcher(groups);
            return unit.find() ? unit.group(1) : "";
        } catch (IOException e) {
            return ""; // Another user's, or no Linux.
        }
    }
}
