package flip.lab.check;

import static java.util.Comparator.comparingLong;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Ballot;
import flip.membership.Promise;
import flip.membership.Round;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that was ever chosen, seen on the disks and nowhere else: a view is chosen at the first
 * moment at which enough voters have durably accepted it with one ballot (Paxos Made Simple, §2.2).
 */
public final class ChosenViews {
    private static final Comparator<Round> ROUNDS =
            comparingLong(Round::lineage)
                    .thenComparingLong(Round::generation)
                    .thenComparing(Round::ballot);

    private record Term(long lineage, long number) implements Comparable<Term> {
        private static final Comparator<Term> ORDER =
                comparingLong(Term::lineage).thenComparingLong(Term::number);

        @Override
        public int compareTo(Term other) {
            return ORDER.compare(this, other);
        }
    }

    private record Proposal(View view, TreeSet<ServerId> accepted) {}

    private static final int ROUNDS_KEPT = 512;

    private final TreeMap<Term, View> byEpoch = new TreeMap<>();
    private final TreeMap<Term, Electorate> byGeneration = new TreeMap<>();
    private final TreeMap<Round, Proposal> open = new TreeMap<>(ROUNDS);
    private final Ended ended = new Ended();
    private Optional<View> highest = Optional.empty();
    private long count;

    /** Takes a promise that has become durable; what it completes, if anything. */
    Optional<Choice> durable(ServerId server, Promise promise) {
        if (promise.acceptedBallot().equals(Ballot.ZERO)) {
            return Optional.empty();
        }
        View known = promise.known();
        View view = promise.accepted();
        // Before there is a cluster a lost disk may use a ballot again, for another lineage.
        long lineage = known.isFormed() ? known.lineage() : view.lineage();
        Round round = new Round(lineage, known.generation(), promise.acceptedBallot());
        Proposal proposal =
                open.computeIfAbsent(round, unknown -> new Proposal(view, new TreeSet<>()));
        if (!proposal.view().equals(view)) {
            throw new Violation(
                    "I1", "two views with ballot " + round + ": " + proposal.view() + ", " + view);
        }
        Electorate electorate = electorate(round, view);
        if (!electorate.has(server, promise.identity())
                || !proposal.accepted().add(server)
                || proposal.accepted().size() != electorate.quorum()) {
            return Optional.empty();
        }
        return Optional.of(choose(round, view));
    }

    private Choice choose(Round round, View view) {
        Term epoch = new Term(view.lineage(), view.epoch());
        View same = byEpoch.get(epoch);
        if (same != null && !same.equals(view)) {
            throw new Violation(
                    "I1", "two views chosen for epoch " + view.epoch() + ": " + same + ", " + view);
        }
        byEpoch.put(epoch, view);
        byGeneration.putIfAbsent(new Term(view.lineage(), view.generation()), Electorate.of(view));
        if (highest.isEmpty() || isAhead(round, view, highest.get())) {
            highest = Optional.of(view);
        }
        count += same == null ? 1 : 0;
        while (open.size() > ROUNDS_KEPT) {
            open.pollFirstEntry();
        }
        Optional<View> before =
                Optional.ofNullable(byEpoch.get(new Term(view.lineage(), view.epoch() - 1)));
        ended.chosen(view, before.map(View::standings).orElse(ImmutableSortedMap.of()));
        return new Choice(round, view, before, same == null);
    }

    /** Of related lineages the one that succeeds the other; else the one that was formed last. */
    private static boolean isAhead(Round round, View view, View highest) {
        if (view.lineage() == highest.lineage()) {
            return view.epoch() > highest.epoch();
        }
        return view.succeeds(highest) || (round.generation() == 0 && !highest.succeeds(view));
    }

    private Electorate electorate(Round round, View view) {
        if (round.generation() == 0) {
            return Electorate.forming(view);
        }
        Electorate found = byGeneration.get(new Term(round.lineage(), round.generation()));
        if (found == null) {
            throw new Violation(
                    "I5", "accepted in a generation that nobody chose: " + round + ", " + view);
        }
        return found;
    }

    /** How many voters must agree in that round. */
    int quorum(Round round, View view) {
        return electorate(round, view).quorum();
    }

    /** Whether that identity of the server votes in that round. */
    boolean isVoter(Round round, View view, ServerId server, long identity) {
        return electorate(round, view).has(server, identity);
    }

    /** The view that was chosen for that epoch. */
    Optional<View> chosen(long lineage, long epoch) {
        return Optional.ofNullable(byEpoch.get(new Term(lineage, epoch)));
    }

    /** Whether some chosen view shows that life of the server over. */
    boolean isOver(long lineage, ServerId server, long identity, long incarnation) {
        return ended.isOver(lineage, server, identity, incarnation);
    }

    /** The view with the highest epoch of all that were chosen. */
    public Optional<View> highest() {
        return highest;
    }

    /** How many views were chosen. */
    public long count() {
        return count;
    }

    /**
     * Whether these servers, with the identities that they have now, are a quorum in every
     * generation from that one on: then what was chosen can be found out, and gone on with.
     */
    public boolean canGoOn(Map<ServerId, Long> identities, long lineage, long fromGeneration) {
        Collection<Electorate> ahead =
                byGeneration
                        .subMap(
                                new Term(lineage, fromGeneration),
                                true,
                                new Term(lineage, Long.MAX_VALUE),
                                true)
                        .values();
        return ahead.stream()
                .allMatch(
                        electorate ->
                                identities.entrySet().stream()
                                                .filter(
                                                        entry ->
                                                                electorate.has(
                                                                        entry.getKey(),
                                                                        entry.getValue()))
                                                .count()
                                        >= electorate.quorum());
    }
}
