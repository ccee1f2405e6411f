package flip.agent;

import com.google.common.base.Splitter;
import com.google.gson.JsonParser;
import flip.agent.admin.StatusReport.DriverReport;
import flip.agent.admin.StatusReport.LayersReport;
import flip.agent.process.DriverState;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.Datum;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is between an address and an agent that is killed or hangs: the driver that gives it back,
 * and the kernel, which ends its service with its lease.
 */
final class Layers {
    private static final String KERNEL_LEASE = "kernel_lease";
    private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();

    private Layers() {}

    /** The drivers, for a report. */
    static Map<String, DriverReport> drivers(Map<String, DriverState> states) {
        Map<String, DriverReport> drivers = new TreeMap<>();
        states.forEach(
                (name, state) ->
                        drivers.put(
                                name,
                                new DriverReport(
                                        state.phase(),
                                        state.since().toMillis(),
                                        state.process(),
                                        state.words(),
                                        state.will(),
                                        state.trouble())));
        return drivers;
    }

    /** Of each system that this server carries, by what its driver says of itself. */
    static Map<String, LayersReport> of(
            Catalog catalog, ServerId self, Map<String, DriverReport> drivers) {
        Map<String, LayersReport> layers = new TreeMap<>();
        for (SystemSpec spec : catalog.systems().values()) {
            if (spec.servers().contains(self)) {
                layers.put(spec.name(), of(spec, drivers));
            }
        }
        return layers;
    }

    private static LayersReport of(SystemSpec spec, Map<String, DriverReport> drivers) {
        if (!(spec.tool() instanceof Tool.Driver driver)) {
            return new LayersReport("", false, "");
        }
        List<String> words =
                Optional.ofNullable(drivers.get(driver.named()))
                        .map(report -> WORDS.splitToList(report.words()))
                        .orElse(List.of());
        String lease =
                words.stream()
                        .filter(word -> word.startsWith(KERNEL_LEASE + "="))
                        .map(word -> word.substring(KERNEL_LEASE.length() + 1))
                        .findFirst()
                        .orElse("");
        return new LayersReport(
                driver.named(), words.contains("will"), isLeaseAskedFor(spec) ? lease : "");
    }

    /** The agent's own key is handed on in the config of each datum. */
    private static boolean isLeaseAskedFor(SystemSpec spec) {
        return spec.lots().stream()
                .flatMap(lot -> lot.data().stream())
                .map(Datum::configJson)
                .anyMatch(json -> JsonParser.parseString(json).getAsJsonObject().has(KERNEL_LEASE));
    }
}
