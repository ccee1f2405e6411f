package flip.agent.config;

import com.google.common.collect.ImmutableList;
import flip.systems.Tool;
import java.util.Optional;

/**
 * Reads what raises and lowers the data of a system: {@code alive} and {@code down}, or a driver.
 */
final class ToolReader {
    private static final String DRIVER = "driver";
    private static final String KERNEL_LEASE = "kernel_lease";

    private final Problems problems;
    private final Fields fields;

    ToolReader(Problems problems, Fields fields) {
        this.problems = problems;
        this.fields = fields;
    }

    boolean isDriver() {
        return fields.find(DRIVER).isPresent();
    }

    Tool read() {
        if (!isDriver()) {
            return new Tool.Scripts(script("alive", "raises"), script("down", "lowers"));
        }
        for (String key : ImmutableList.of("alive", "down")) {
            if (fields.find(key).isPresent()) {
                problems.error(
                        fields.place(key),
                        "\"" + key + "\" and \"driver\" cannot both be given",
                        "Remove the one: a driver raises and lowers by itself.");
            }
        }
        return new Tool.Driver(name(DRIVER, "The name of a driver, as in \"ip_driver\"."));
    }

    /** What a driver finds in the config of each datum beside what is written there. */
    Json.Members config() {
        Optional<Boolean> leased = fields.flag(KERNEL_LEASE);
        Place place = fields.place(KERNEL_LEASE);
        if (leased.orElse(false) && !isDriver()) {
            problems.error(
                    place,
                    "\"kernel_lease\" is for a system that has a \"driver\"",
                    "Remove it, or write \"driver\": \"ip_driver\" in place of \"alive\" and \"down\".");
        }
        return new Json.Members(
                fields.place(),
                leased.filter(yes -> yes).isPresent()
                        ? ImmutableList.of(
                                new Json.Member(KERNEL_LEASE, place, new Json.Flag(place, true)))
                        : ImmutableList.of());
    }

    private String script(String key, String verb) {
        // Whoever wrote this has been told that it is not supported.
        if (fields.find("run").isEmpty()) {
            fields.require(
                    key,
                    "The name of the script that "
                            + verb
                            + " a datum; or a \"driver\" in place of \"alive\" and \"down\".");
        }
        return name(key, "The name of a script.");
    }

    private String name(String key, String remedy) {
        Optional<String> name = fields.text(key, remedy);
        boolean plain = name.isEmpty() || name.get().chars().noneMatch(Character::isISOControl);
        if (!plain || (name.isPresent() && !isScript(name.get()))) {
            problems.error(
                    fields.place(key),
                    key
                            + " must be the name of a script or an absolute path, not "
                            + Words.quoted(name.orElse("")),
                    "A name is looked up in scripts_dir, with and without .sh.");
        }
        return name.orElse("");
    }

    private static boolean isScript(String name) {
        return name.indexOf('/') <= 0 && !name.equals(".") && !name.equals("..");
    }
}
