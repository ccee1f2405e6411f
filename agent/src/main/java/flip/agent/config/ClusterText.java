package flip.agent.config;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The cluster's part of a configuration in its one spelling: what is agreed to and handed around,
 * and what the digest is of. A server's own keys are not in it, nor keys that this version does not
 * know: a version that acts on them must come to another digest.
 */
final class ClusterText {
    private ClusterText() {}

    static String of(Json.Members file) {
        return CanonicalJson.of(
                each(
                        only(file, Keys.SHARED),
                        (key, value) ->
                                switch (key) {
                                    case "servers" -> named(value, Keys.SERVER.known());
                                    case "cluster" -> cluster(value);
                                    default -> value;
                                }));
    }

    /** The first 64 bits of its SHA-256. */
    static long digest(String text) {
        return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).asLong();
    }

    private static Json cluster(Json cluster) {
        return each(
                only(cluster, Keys.CLUSTER.known()),
                (key, value) -> key.equals("system") ? systems(value) : value);
    }

    private static Json systems(Json systems) {
        return each(
                systems,
                (name, system) ->
                        each(
                                only(system, Keys.SYSTEM.known()),
                                (key, value) -> key.equals("data") ? data(value) : value));
    }

    private static Json data(Json data) {
        return items(data, item -> each(only(item, Keys.DATUM.known()), ClusterText::ofDatum));
    }

    private static Json ofDatum(String key, Json value) {
        return key.equals("group")
                ? items(value, item -> only(item, Keys.GROUP_MEMBER.known()))
                : value;
    }

    private static Json named(Json value, Set<String> keys) {
        return each(value, (name, object) -> only(object, keys));
    }

    private interface ForMember {
        Json of(String key, Json value);
    }

    private interface ForItem {
        Json of(Json item);
    }

    private static Json each(Json value, ForMember change) {
        if (!(value instanceof Json.Members object)) {
            return value;
        }
        return new Json.Members(
                object.place(),
                object.members().stream()
                        .map(
                                member ->
                                        new Json.Member(
                                                member.key(),
                                                member.place(),
                                                change.of(member.key(), member.value())))
                        .collect(ImmutableList.toImmutableList()));
    }

    private static Json items(Json value, ForItem change) {
        if (!(value instanceof Json.Items list)) {
            return value;
        }
        return new Json.Items(
                list.place(),
                list.items().stream().map(change::of).collect(ImmutableList.toImmutableList()));
    }

    private static Json only(Json value, Set<String> keys) {
        if (!(value instanceof Json.Members object)) {
            return value;
        }
        return new Json.Members(
                object.place(),
                object.members().stream()
                        .filter(member -> keys.contains(member.key()))
                        .collect(ImmutableList.toImmutableList()));
    }
}
