package flip.systems;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Moment;
import flip.membership.ServerId;
import java.util.Map;
import java.util.TreeMap;

/** What a script finds in its environment. */
final class RunEnvironment {
    private RunEnvironment() {}

    /**
     * For one run.
     *
     * @param owners by the plan in force
     * @param previousOwners by the last plan that differed
     */
    static ImmutableSortedMap<String, String> of(
            ServerId self,
            Run.Verb verb,
            Means means,
            ImmutableList<ServerId> owners,
            ImmutableList<ServerId> previousOwners,
            Footing footing,
            Moment now) {
        Map<String, String> variables = new TreeMap<>(means.datum().environment());
        variables.put("FLIP_SYSTEM", means.spec().name());
        variables.put("FLIP_DATUM", means.datum().id());
        variables.put("FLIP_SERVER", self.value());
        variables.put("FLIP_EVENT", event(verb));
        variables.put("FLIP_EPOCH", Long.toString(footing.view().epoch()));
        variables.put("FLIP_OWNER", blankSeparated(owners));
        variables.put("FLIP_PREVIOUS_OWNER", blankSeparated(previousOwners));
        if (verb == Run.Verb.ALIVE
                && means.spec().policy() == SystemSpec.NoQuorumPolicy.STOP
                && footing.view().isMajority()) {
            // As of now; the agent says what is left when it starts the script.
            long left = footing.leaseUntil().since(now).toMillis();
            variables.put("FLIP_LEASE_MS", Long.toString(left));
        }
        return ImmutableSortedMap.copyOf(variables);
    }

    /** How scripts and people know the verb. */
    static String event(Run.Verb verb) {
        return switch (verb) {
            case ALIVE -> "alive";
            case DOWN -> "down";
        };
    }

    static String blankSeparated(ImmutableList<ServerId> servers) {
        return Joiner.on(' ').join(servers);
    }
}
