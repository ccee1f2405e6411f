package flip.agent.config;

import com.google.common.collect.ImmutableSet;
import com.google.common.net.InetAddresses;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.Datum;
import flip.systems.Lot;
import flip.systems.SystemSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of which data it is noticed that another host has them too: of addresses on an interface that
 * others hear, and that one server holds at a time.
 */
public final class Watched {
    private static final String INTERFACE = ScriptConfig.PREFIX + "interface";

    /** On which nobody else is. */
    private static final ImmutableSet<String> LOOPBACKS = ImmutableSet.of("lo", "lo0");

    private Watched() {}

    /** Whether that datum is one. */
    public static boolean is(SystemSpec.Kind kind, String datum, Map<String, String> environment) {
        @Nullable String place = environment.get(INTERFACE);
        return kind != SystemSpec.Kind.REPLICATE
                && place != null
                && !LOOPBACKS.contains(place)
                && InetAddresses.isInetAddress(address(datum));
    }

    private static String address(String datum) {
        int prefix = datum.indexOf('/');
        return prefix < 0 ? datum : datum.substring(0, prefix);
    }

    /** Whether there is one in the systems that this server carries. */
    public static boolean isAnyOf(Catalog catalog, ServerId self) {
        return catalog.systems().values().stream()
                .filter(spec -> spec.servers().contains(self))
                .anyMatch(spec -> data(spec).stream().anyMatch(datum -> is(spec, datum)));
    }

    /** Whether all data of that system are. */
    static boolean isAll(SystemSpec spec) {
        return data(spec).stream().allMatch(datum -> is(spec, datum));
    }

    private static boolean is(SystemSpec spec, Datum datum) {
        return is(spec.kind(), datum.id(), datum.environment());
    }

    private static List<Datum> data(SystemSpec spec) {
        return spec.lots().stream().map(Lot::data).flatMap(List::stream).toList();
    }
}
