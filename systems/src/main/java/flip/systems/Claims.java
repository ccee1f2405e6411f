package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.Exclusion;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** This server's claims, by lot: of those that it waits for, and of those that failed here. */
final class Claims {
    private final ServerId self;
    private final Map<Exclusion, Claim> claims = new TreeMap<>();

    Claims(ServerId self) {
        this.self = self;
    }

    /** The claim to that lot, made when there is none. */
    Claim of(PlacedLot placed) {
        return claims.computeIfAbsent(key(placed), key -> new Claim());
    }

    Optional<Claim> find(LotName lot) {
        return Optional.ofNullable(claims.get(new Exclusion(self, lot.system(), lot.lot())));
    }

    /** The lot is held: there is nothing to remember. */
    void succeeded(PlacedLot placed) {
        claims.remove(key(placed));
    }

    /** Whether raising that lot may be tried now, under a lease until then. */
    boolean isDue(PlacedLot placed, Moment now, Moment leaseUntil) {
        return find(placed.name()).map(claim -> claim.isDue(now, leaseUntil)).orElse(true);
    }

    /**
     * Another plan is in force: what it does not know is forgotten, what is not ours not awaited.
     */
    void planned(Plan plan) {
        claims.keySet().removeIf(key -> !isOf(plan, key));
        claims.forEach(
                (key, claim) -> {
                    if (!plan.assignment().owners(key.system(), key.lot()).contains(self)) {
                        claim.waitsNoLonger();
                    }
                });
    }

    /** Nothing may be taken at present: whoever is awaited is awaited anew. */
    void waitNoLonger() {
        claims.values().forEach(Claim::waitsNoLonger);
    }

    /** There is no lease: whoever is awaited is waited for from now on. */
    void waitFrom(Moment now) {
        claims.values().forEach(claim -> claim.waitsFor(now, claim.awaited(), false));
    }

    private boolean isOf(Plan plan, Exclusion key) {
        SystemSpec spec = plan.systems().get(key.system());
        return spec != null
                && spec.servers().contains(self)
                && spec.lots().stream().anyMatch(lot -> lot.name().equals(key.lot()));
    }

    /** The lots that this server wants to be spared now. */
    ImmutableList<Exclusion> exclusions(Moment now) {
        return claims.entrySet().stream()
                .filter(entry -> entry.getValue().isExcluded(now))
                .map(Map.Entry::getKey)
                .limit(View.MOST_EXCLUSIONS)
                .collect(ImmutableList.toImmutableList());
    }

    boolean isExcluded(Moment now, PlacedLot placed) {
        return find(placed.name()).filter(claim -> claim.isExcluded(now)).isPresent();
    }

    /** The next moment after that at which a claim is to be looked at again. */
    Moment wakeAt(Moment now, Plan plan) {
        Moment wake = Moment.FOREVER;
        for (Map.Entry<Exclusion, Claim> entry : claims.entrySet()) {
            SystemSpec spec = plan.systems().get(entry.getKey().system());
            if (spec != null) {
                Claim claim = entry.getValue();
                wake = earlierAfter(now, wake, claim.retryAt());
                wake = earlierAfter(now, wake, claim.excludedUntil());
                wake = earlierAfter(now, wake, claim.overdueAt(spec));
            }
        }
        return wake;
    }

    private static Moment earlierAfter(Moment now, Moment wake, Moment candidate) {
        return candidate.isAfter(now) ? Moment.earlier(wake, candidate) : wake;
    }

    private Exclusion key(PlacedLot placed) {
        return new Exclusion(self, placed.spec().name(), placed.lot().name());
    }
}
