package flip.systems;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Peer;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.Standing;
import org.jspecify.annotations.Nullable;

/**
 * Rule R11: who may still hold a lot that a plan gives to this server. Here is what stops two
 * servers that can talk to each other from holding one datum (I3); that a server which cannot be
 * talked to holds nothing any more when the view has it down is the lease's part (I10).
 */
final class Releases {
    private final ServerId self;
    private final Rules rules;
    private final PlanHistory history;

    Releases(ServerId self, Rules rules, PlanHistory history) {
        this.self = self;
        this.rules = rules;
        this.history = history;
    }

    /**
     * The servers that must release the lot before this server raises it; none when it may.
     *
     * @param placed a lot of that plan
     * @param plan of the highest view that is known
     * @param peers what the others last said
     */
    ImmutableSortedSet<ServerId> awaited(
            PlacedLot placed, Plan plan, ImmutableSortedMap<ServerId, Peer> peers) {
        if (placed.spec().kind() == SystemSpec.Kind.REPLICATE
                || !rules.has(Rule.RELEASED_BEFORE_ALIVE)) {
            return ImmutableSortedSet.of();
        }
        ImmutableSortedSet.Builder<ServerId> awaited = ImmutableSortedSet.naturalOrder();
        plan.view()
                .standings()
                .forEach(
                        (other, standing) -> {
                            if (isAsked(other, standing, placed)
                                    && !hasReleased(
                                            other,
                                            standing,
                                            peers.get(other),
                                            placed.lot(),
                                            plan)) {
                                awaited.add(other);
                            }
                        });
        return awaited.build();
    }

    /**
     * Every other server that is up is asked, of the system or not: a new configuration may just
     * have taken the system from it, and the one before the previous owner may still hold the lot.
     */
    private boolean isAsked(ServerId other, Standing standing, PlacedLot placed) {
        return !other.equals(self)
                && standing.state() == Standing.State.UP
                && (rules.has(Rule.RELEASE_BY_ALL_UP) || placed.spec().servers().contains(other));
    }

    private boolean hasReleased(
            ServerId other, Standing standing, @Nullable Peer peer, Lot lot, Plan plan) {
        if (peer == null || peer.settled() < 0) {
            return false;
        }
        // R11: what an earlier life announced says nothing of this one.
        if (rules.has(Rule.RELEASE_OF_INCARNATION)
                && !standing.isUp(peer.identity(), peer.incarnation())) {
            return false;
        }
        // R11, I3: it holds nothing outside the plan of exactly this epoch.
        if (peer.settled() == plan.epoch() || !rules.has(Rule.RELEASE_OF_EXACT_EPOCH)) {
            return true;
        }
        // R11: or it held nothing outside an earlier plan, and no plan since gave it the lot.
        return peer.settled() < plan.epoch()
                && history.neverGave(other, lot.data(), peer.settled(), plan.epoch());
    }
}
