package flip.agent.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the kernel gives us namespaces, and how. */
final class Namespaces {
    /** Network, mounts and processes of its own; all of it ends with the first process in it. */
    private static final List<String> OWN =
            List.of("-n", "-m", "-p", "--mount-proc", "--fork", "--kill-child");

    /** Everything that the demo does later. */
    private static final String TRIAL =
            "command -v nsenter >/dev/null || { echo 'there is no nsenter'; exit 1; }; "
                    + "ip link add lan0 type bridge && ip link set lan0 up && unshare -n -- true "
                    + "&& ip link add trial0 type veth peer name trial1";

    private Namespaces() {}

    /**
     * What was found.
     *
     * @param flags for unshare; empty when there are no namespaces for us
     * @param hindrance why not
     */
    record Found(List<String> flags, String hindrance) {}

    /** Tries as root where we are, and then as root of a user namespace. */
    static Found find() {
        Programs.Ended last = new Programs.Ended(1, "");
        for (List<String> user : List.of(List.<String>of(), List.of("-U", "-r"))) {
            List<String> flags = new ArrayList<>(user);
            flags.addAll(OWN);
            List<String> command = new ArrayList<>(List.of("unshare"));
            command.addAll(flags);
            command.addAll(List.of("sh", "-c", TRIAL));
            last = Programs.run(command);
            if (last.isOk()) {
                return new Found(flags, "");
            }
        }
        return new Found(List.of(), last.complaint());
    }

    /** The inner half of the demo, in namespaces of its own. */
    static List<String> command(Found found, Path home, Path folder, boolean tour) {
        List<String> command = new ArrayList<>(List.of("unshare"));
        command.addAll(found.flags());
        command.addAll(
                List.of(
                        home.resolve("bin/flip").toString(),
                        "demo",
                        "--inside",
                        folder.toString()));
        if (tour) {
            command.add("--script");
        }
        return command;
    }
}
