package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.ServerId;
import flip.systems.Status.DatumStatus;
import flip.systems.Status.HoldingState;
import flip.systems.Status.LotStatus;
import flip.systems.Status.SystemStatus;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The systems' part of a {@link Status}: what is intended, and what is here. */
final class SystemsReport {
    private static final DatumStatus NOT_HELD =
            new DatumStatus(HoldingState.DOWN, 0, Optional.empty());

    private final Systems systems;
    private final Map<String, SystemSpec> specs;
    private final Map<String, Map<String, LotStatus>> lots = new TreeMap<>();

    private SystemsReport(Systems systems, Map<String, SystemSpec> specs) {
        this.systems = systems;
        this.specs = new TreeMap<>(specs);
    }

    /** All systems of the plan in force, and whatever else is still here. */
    static ImmutableSortedMap<String, SystemStatus> of(Systems systems) {
        SystemsReport report = new SystemsReport(systems, systems.intent().plan().systems());
        report.specs.values().forEach(report::intended);
        systems.holdings().all().forEach(report::remaining);
        return report.done();
    }

    private void intended(SystemSpec spec) {
        Map<String, LotStatus> statuses =
                lots.computeIfAbsent(spec.name(), name -> new TreeMap<>());
        for (Lot lot : spec.lots()) {
            ImmutableSortedMap.Builder<String, DatumStatus> data =
                    ImmutableSortedMap.naturalOrder();
            for (Datum datum : lot.data()) {
                data.put(datum.id(), status(new DatumName(spec.name(), datum.id())));
            }
            statuses.put(
                    lot.name(),
                    new LotStatus(
                            systems.intent().plan().assignment().owners(spec.name(), lot.name()),
                            data.buildOrThrow(),
                            systems.claims()
                                    .find(new LotName(spec.name(), lot.name()))
                                    .map(Claim::awaited)
                                    .orElse(ImmutableSortedSet.of())));
        }
    }

    private DatumStatus status(DatumName name) {
        return systems.holdings().find(name).map(Holding::status).orElse(NOT_HELD);
    }

    /** What the plan no longer knows is shown as a lot of its own until it is down. */
    private void remaining(Holding holding) {
        DatumName name = holding.name();
        if (systems.intent().plan().find(name).isPresent() || !holding.isHeld()) {
            return;
        }
        specs.putIfAbsent(name.system(), holding.means().spec());
        ImmutableList<ServerId> nobody = ImmutableList.of();
        lots.computeIfAbsent(name.system(), system -> new TreeMap<>())
                .put(
                        lotName(name),
                        new LotStatus(
                                nobody,
                                ImmutableSortedMap.of(name.datum(), holding.status()),
                                ImmutableSortedSet.of()));
    }

    /** A lot of the plan may have the name that the datum has. */
    private String lotName(DatumName name) {
        String lot = name.datum();
        while (lots.getOrDefault(name.system(), new TreeMap<>()).containsKey(lot)) {
            lot = lot + " (former)";
        }
        return lot;
    }

    private ImmutableSortedMap<String, SystemStatus> done() {
        return specs.values().stream()
                .collect(
                        ImmutableSortedMap.toImmutableSortedMap(
                                String::compareTo, SystemSpec::name, this::status));
    }

    private SystemStatus status(SystemSpec spec) {
        return new SystemStatus(
                spec.kind(),
                spec.policy(),
                ImmutableSortedMap.copyOf(lots.getOrDefault(spec.name(), new TreeMap<>())));
    }
}
