package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A view with changes put on it: straight arithmetic, nobody's opinion. */
final class Amendment {
    private final View base;
    private final Rules rules;
    private final TreeMap<ServerId, Standing> standings;
    private final TreeSet<Exclusion> exclusions;
    private final List<Change> made = new ArrayList<>();
    private long generation;
    private long configurationVersion;
    private long configurationDigest;
    private Duration longestGrant;
    private int quorum;
    private Descent descent;

    Amendment(View base, Rules rules) {
        this.base = base;
        this.rules = rules;
        standings = new TreeMap<>(base.standings());
        exclusions = new TreeSet<>(base.exclusions());
        generation = base.generation();
        configurationVersion = base.configurationVersion();
        configurationDigest = base.configurationDigest();
        longestGrant = base.longestGrant();
        quorum = base.quorum();
        descent = base.descent();
    }

    /** Makes the change, if it fits the view as it is by now. */
    void make(Change change, Configurations configurations) {
        if (generation != base.generation()) {
            return; // R12: the view that ends a generation changes nothing else.
        }
        boolean fits = false;
        if (change instanceof Change.Down down) {
            fits = isUpAs(down.server(), down.identity(), down.incarnation());
            if (fits) {
                stand(down.server(), Standing.State.DOWN, down.incarnation());
            }
        } else if (change instanceof Change.Up up) {
            Standing standing = standings.get(up.server());
            fits =
                    standing != null
                            && standing.identity() == up.identity()
                            && (standing.incarnation() < up.incarnation()
                                    || (!rules.has(Rule.FRESH_INCARNATION)
                                            && standing.incarnation() == up.incarnation()));
            if (fits) {
                stand(up.server(), Standing.State.UP, up.incarnation());
            }
        } else if (change instanceof Change.Out out) {
            Standing standing = standings.get(out.server());
            fits =
                    standing != null
                            && standing.state() == Standing.State.UP
                            && standing.identity() == out.identity()
                            && standing.incarnation() < out.incarnation();
            if (fits && standing != null) {
                // The view keeps the incarnation that ended.
                stand(out.server(), Standing.State.OUT, standing.incarnation());
            }
        } else if (change instanceof Change.Admit admit) {
            fits = admit(admit, configurations);
        } else if (change instanceof Change.Configure configure) {
            fits =
                    configurations
                            .find(new Edition(configure.version(), configure.digest()))
                            .filter(configuration -> configuration.version() > configurationVersion)
                            .filter(configuration -> base.hasRoomFor(configuration.roster()))
                            .map(this::configure)
                            .isPresent();
        } else if (change instanceof Change.Exclude exclude) {
            fits =
                    isUp(exclude.exclusion())
                            && kept().size() < View.MOST_EXCLUSIONS
                            && exclusions.add(exclude.exclusion());
        } else if (change instanceof Change.Include include) {
            fits = exclusions.remove(include.exclusion());
        }
        if (fits) {
            made.add(change);
        }
    }

    private boolean isUpAs(ServerId id, long identity, long incarnation) {
        Standing standing = standings.get(id);
        return standing != null && standing.isUp(identity, incarnation);
    }

    private void stand(ServerId id, Standing.State state, long incarnation) {
        standings.computeIfPresent(
                id, (same, was) -> new Standing(was.identity(), state, incarnation, was.voter()));
    }

    private boolean admit(Change.Admit admit, Configurations configurations) {
        Standing standing = standings.get(admit.server());
        boolean seat = base.isSeat(admit.server());
        boolean fits =
                standing != null
                        && standing.identity() == admit.former()
                        && standing.state() != Standing.State.UP
                        && (made.isEmpty() || !seat);
        if (!fits || standing == null) {
            return false;
        }
        if (descent.vacant().contains(admit.server())) {
            Optional<Configuration> found = configurations.inForce(base);
            if (found.isEmpty()) {
                return false;
            }
            quorum = found.get().quorumOf(base.countVoters() + 1);
            descent = descent.without(admit.server());
        }
        standings.put(admit.server(), new Standing(admit.identity(), Standing.State.OUT, 0, seat));
        if (seat && rules.has(Rule.VOTERS_CHANGE_BY_GENERATION)) {
            generation++;
        }
        return true;
    }

    private Configuration configure(Configuration configuration) {
        configurationVersion = configuration.version();
        configurationDigest = configuration.digest();
        Duration grant = configuration.timing().longestGrant();
        longestGrant = grant.compareTo(longestGrant) > 0 ? grant : longestGrant;
        descent = descent.within(configuration.roster().voters());
        for (Server server : configuration.roster().servers()) {
            // A new server votes only after a change of generation; a removed one stays until it is
            // over.
            standings.putIfAbsent(server.id(), new Standing(0, Standing.State.OUT, 0, false));
        }
        return configuration;
    }

    private boolean isUp(Exclusion exclusion) {
        Standing standing = standings.get(exclusion.server());
        return standing != null && standing.state() == Standing.State.UP;
    }

    /**
     * Of the exclusions those of servers that are up. The others are given nothing, and nobody
     * would end what they asked for if they did not come back: it would take its place for ever.
     */
    private ImmutableSortedSet<Exclusion> kept() {
        return exclusions.stream()
                .filter(this::isUp)
                .collect(ImmutableSortedSet.toImmutableSortedSet(Exclusion::compareTo));
    }

    /** What was made of it. */
    ImmutableList<Change> made() {
        return ImmutableList.copyOf(made);
    }

    /** The next view. */
    View view() {
        return new View(
                base.lineage(),
                generation,
                base.epoch() + 1,
                configurationVersion,
                configurationDigest,
                longestGrant,
                quorum,
                ImmutableSortedMap.copyOf(standings),
                kept(),
                descent);
    }
}
