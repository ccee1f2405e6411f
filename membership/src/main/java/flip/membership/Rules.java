package flip.membership;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Arrays;

/**
 * Which rules are in force. The agent uses {@link #ALL}; {@link #without} is for the controls of
 * the lab, and a test holds that nothing that is shipped calls it.
 */
public final class Rules {
    /** Every rule, as in production. */
    public static final Rules ALL = new Rules(Sets.immutableEnumSet(Arrays.asList(Rule.values())));

    private final ImmutableSet<Rule> inForce;

    private Rules(ImmutableSet<Rule> inForce) {
        this.inForce = inForce;
    }

    /** All rules but these. */
    public static Rules without(Rule... off) {
        ImmutableSet<Rule> gone = Sets.immutableEnumSet(Arrays.asList(off));
        return new Rules(
                Sets.immutableEnumSet(
                        Sets.difference(
                                Sets.immutableEnumSet(Arrays.asList(Rule.values())), gone)));
    }

    /** Whether the rule is in force. */
    public boolean has(Rule rule) {
        return inForce.contains(rule);
    }
}
