package flip.systems;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Configuration;

/**
 * All systems of one configuration.
 *
 * @param configuration what they were read from, and the membership's part of it
 * @param systems by name
 */
public record Catalog(
        Configuration configuration, ImmutableSortedMap<String, SystemSpec> systems) {}
