package flip.agent.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import flip.agent.config.Settings;
import flip.systems.Run;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What the systems that a server carries need of its host, as far as flip knows their tools. */
final class Needs {
    private static final Set<String> OF_ADDRESSES = Set.of("ip_up", "ip_down", "ip_driver");

    private final List<SystemSpec> systems;

    private Needs(List<SystemSpec> systems) {
        this.systems = systems;
    }

    static Needs of(Settings settings) {
        return new Needs(
                settings.catalog().systems().values().stream()
                        .filter(spec -> spec.servers().contains(settings.self()))
                        .toList());
    }

    List<SystemSpec> systems() {
        return systems;
    }

    /** The names of all scripts and drivers, as configured. */
    static Set<String> tools(SystemSpec spec) {
        return new TreeSet<>(
                List.of(spec.tool().name(Run.Verb.ALIVE), spec.tool().name(Run.Verb.DOWN)));
    }

    /** Whether anything here is raised and lowered by what is shipped for addresses. */
    boolean areAddresses() {
        return systems.stream().anyMatch(Needs::areAddresses);
    }

    static boolean areAddresses(SystemSpec spec) {
        return tools(spec).stream().map(Needs::plain).anyMatch(OF_ADDRESSES::contains);
    }

    /** Whether the shipped driver of addresses is used. */
    boolean isAddressDriver() {
        return systems.stream()
                .map(SystemSpec::tool)
                .anyMatch(
                        tool ->
                                tool instanceof Tool.Driver driver
                                        && plain(driver.named()).equals("ip_driver"));
    }

    static boolean isKernelLease(SystemSpec spec) {
        return spec.lots().stream()
                .flatMap(lot -> lot.data().stream())
                .anyMatch(datum -> value(datum.configJson(), "kernel_lease").isPresent());
    }

    /** The interfaces that a system's data name. */
    static Set<String> interfaces(SystemSpec spec) {
        Set<String> names = new TreeSet<>();
        spec.lots().stream()
                .flatMap(lot -> lot.data().stream())
                .forEach(datum -> value(datum.configJson(), "interface").ifPresent(names::add));
        return names;
    }

    private static Optional<String> value(String json, String key) {
        JsonObject config = JsonParser.parseString(json).getAsJsonObject();
        return Optional.ofNullable(config.get(key))
                .filter(JsonElement::isJsonPrimitive)
                .map(JsonElement::getAsString);
    }

    /** Without the folder and the ending. */
    private static String plain(String name) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.endsWith(".sh") ? file.substring(0, file.length() - 3) : file;
    }
}
