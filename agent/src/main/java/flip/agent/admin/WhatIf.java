package flip.agent.admin;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import flip.systems.Assignment;
import flip.systems.Catalog;
import flip.systems.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who would hold what if some servers were down and others up. */
public final class WhatIf {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();

    private WhatIf() {}

    /**
     * The answer, as it is printed and sent: {@code {"systems": {NAME: {DATUM: [SERVER, ...]}}}}.
     *
     * @param systems by name, then by datum
     */
    public record Answer(SortedMap<String, SortedMap<String, List<String>>> systems) {
        public String toJson() {
            return GSON.toJson(this);
        }

        /**
         * Reads the text back.
         *
         * @throws com.google.gson.JsonParseException when it is no such text
         */
        public static Answer fromJson(String json) {
            Answer answer = GSON.fromJson(json, Answer.class);
            if (answer == null || answer.systems() == null) {
                throw new com.google.gson.JsonParseException("not a plan");
            }
            return answer;
        }
    }

    /** A view of that configuration in which everybody is up. */
    public static View allUp(Catalog catalog) {
        ImmutableSortedMap.Builder<ServerId, Standing> standings =
                ImmutableSortedMap.naturalOrder();
        for (Server server : catalog.configuration().roster().servers()) {
            standings.put(server.id(), new Standing(1, Standing.State.UP, 1, server.voter()));
        }
        return new View(
                1,
                1,
                1,
                catalog.configuration().version(),
                catalog.configuration().digest(),
                Duration.ZERO,
                catalog.configuration().quorum(),
                standings.buildOrThrow(),
                ImmutableSortedSet.of());
    }

    /**
     * The answer for that view, changed.
     *
     * @throws IllegalArgumentException when one of them is no server, saying which there are
     */
    public static Answer answer(Catalog catalog, View view, List<String> down, List<String> up) {
        TreeMap<ServerId, Standing> standings = new TreeMap<>(view.standings());
        down.forEach(id -> set(standings, catalog, id, Standing.State.DOWN));
        up.forEach(id -> set(standings, catalog, id, Standing.State.UP));
        View changed =
                new View(
                        view.lineage(),
                        view.generation(),
                        view.epoch(),
                        view.configurationVersion(),
                        view.configurationDigest(),
                        view.longestGrant(),
                        view.quorum(),
                        ImmutableSortedMap.copyOf(standings),
                        view.exclusions());
        return answer(catalog, Placement.assign(catalog, changed));
    }

    private static Answer answer(Catalog catalog, Assignment assignment) {
        SortedMap<String, SortedMap<String, List<String>>> systems = new TreeMap<>();
        catalog.systems()
                .forEach(
                        (name, spec) -> {
                            SortedMap<String, List<String>> data = new TreeMap<>();
                            spec.lots()
                                    .forEach(
                                            lot -> {
                                                List<String> owners =
                                                        assignment.owners(name, lot.name()).stream()
                                                                .map(ServerId::value)
                                                                .toList();
                                                lot.data()
                                                        .forEach(
                                                                datum ->
                                                                        data.put(
                                                                                datum.id(),
                                                                                owners));
                                            });
                            systems.put(name, data);
                        });
        return new Answer(systems);
    }

    private static void set(
            Map<ServerId, Standing> standings, Catalog catalog, String id, Standing.State state) {
        Server server =
                catalog.configuration().roster().servers().stream()
                        .filter(known -> known.id().value().equals(id))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(unknown(catalog, id)));
        Standing before = standings.get(server.id());
        standings.put(
                server.id(),
                before == null
                        ? new Standing(1, state, 1, server.voter())
                        : new Standing(
                                before.identity(), state, before.incarnation(), before.voter()));
    }

    private static String unknown(Catalog catalog, String id) {
        List<String> known = new ArrayList<>();
        catalog.configuration().roster().ids().forEach(server -> known.add(server.value()));
        return "there is no server " + id + "; there are " + String.join(", ", known);
    }
}
