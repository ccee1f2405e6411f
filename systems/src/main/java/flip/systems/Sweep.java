package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.MayHold;
import flip.membership.Promise;
import flip.membership.ServerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier life of this server may have left behind: what its promise names, in the way in
 * which it was raised. Without a promise nobody knows, and it is all that is configured.
 */
public final class Sweep {
    private final ServerId self;
    private final CatalogReader reader;
    private final Map<String, Catalog> catalogs = new LinkedHashMap<>();

    private Sweep(ServerId self, Catalog file, CatalogReader reader) {
        this.self = self;
        this.reader = reader;
        catalogs.put(file.configuration().text(), file);
    }

    /**
     * Everything to be lowered before this server takes part; a datum comes more than once when it
     * may have been raised in more than one way.
     *
     * @param file what is configured now
     * @param promise as the disk gave it back; empty for a new server, or one whose disk was lost
     * @throws IllegalArgumentException when this version cannot read what an earlier one could:
     *     then nobody knows what to sweep
     */
    public static ImmutableList<Means> of(
            ServerId self, Catalog file, CatalogReader reader, Optional<Promise> promise) {
        Sweep sweep = new Sweep(self, file, reader);
        return promise.filter(remembered -> !remembered.mayHold().everything())
                .map(remembered -> sweep.named(remembered.mayHold()))
                .orElseGet(() -> sweep.everything(promise));
    }

    /** All data of these catalogs that this server may be given. */
    static ImmutableList<Means> everythingOf(ServerId self, List<Catalog> catalogs) {
        ImmutableList.Builder<Means> all = ImmutableList.builder();
        for (Catalog catalog : catalogs) {
            for (SystemSpec spec : catalog.systems().values()) {
                if (spec.servers().contains(self)) {
                    add(catalog, spec, all);
                }
            }
        }
        return all.build();
    }

    private static void add(Catalog catalog, SystemSpec spec, ImmutableList.Builder<Means> all) {
        for (Lot lot : spec.lots()) {
            for (Datum datum : lot.data()) {
                all.add(new Means(catalog.configuration().text(), spec, datum));
            }
        }
    }

    private ImmutableList<Means> everything(Optional<Promise> promise) {
        List<Catalog> all = new ArrayList<>(catalogs.values());
        promise.ifPresent(
                remembered -> {
                    add(remembered.configurationText(), all);
                    remembered
                            .mayHold()
                            .parts()
                            .forEach(part -> add(part.configurationText(), all));
                });
        return everythingOf(self, all);
    }

    private void add(String text, List<Catalog> all) {
        if (!text.isEmpty() && !all.contains(read(text))) {
            all.add(read(text));
        }
    }

    private ImmutableList<Means> named(MayHold mayHold) {
        ImmutableList.Builder<Means> all = ImmutableList.builder();
        for (MayHold.Part part : mayHold.parts()) {
            Catalog catalog = read(part.configurationText());
            part.data().forEach((system, data) -> all.addAll(named(catalog, system, data)));
        }
        return all.build();
    }

    private static ImmutableList<Means> named(
            Catalog catalog, String system, ImmutableSortedSet<String> data) {
        SystemSpec spec = catalog.systems().get(system);
        if (spec == null) {
            throw unknown("it has no system " + system, null);
        }
        ImmutableList<Means> found =
                spec.lots().stream()
                        .flatMap(lot -> lot.data().stream())
                        .filter(datum -> data.contains(datum.id()))
                        .map(datum -> new Means(catalog.configuration().text(), spec, datum))
                        .collect(ImmutableList.toImmutableList());
        if (found.size() != data.size()) {
            throw unknown("system " + system + " does not have all of " + data, null);
        }
        return found;
    }

    private Catalog read(String text) {
        try {
            return catalogs.computeIfAbsent(text, reader::read);
        } catch (IllegalArgumentException refused) {
            throw unknown(refused.getMessage(), refused);
        }
    }

    private static IllegalArgumentException unknown(
            @Nullable String reason, @Nullable IllegalArgumentException cause) {
        return new IllegalArgumentException(
                "a configuration that this server remembers is not valid for this version of flip,"
                        + " so what it may have left behind is not known: "
                        + reason,
                cause);
    }
}
