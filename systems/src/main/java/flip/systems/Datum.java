package flip.systems;

import com.google.common.collect.ImmutableSortedMap;

/**
 * One thing to be held: an address, a job.
 *
 * @param id what the scripts get as their first argument
 * @param configJson the merged configuration for this datum on this server, as JSON: their second
 * @param environment FLIP_CONFIG_... for each scalar key of it
 */
public record Datum(String id, String configJson, ImmutableSortedMap<String, String> environment)
        implements Comparable<Datum> {
    @Override
    public int compareTo(Datum other) {
        return id.compareTo(other.id);
    }
}
