package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What the voters answered to step 1 of a round: each one's last answer, and when it came. */
final class Answers {
    private record Answer(Moment came, long identity, Message.Promised promised) {
        Opinion opinion(int change) {
            return promised.opinions().get(change);
        }
    }

    private final TreeMap<ServerId, Answer> answers = new TreeMap<>();

    /** Since when a voter owes an answer, to this round or to former ones on the same view. */
    private final TreeMap<ServerId, Moment> owedSince = new TreeMap<>();

    /** They are asked, in a round of its own. */
    void begin(Moment now, Set<ServerId> voters) {
        answers.clear();
        voters.forEach(voter -> owedSince.putIfAbsent(voter, now));
    }

    /** Another view is known: everybody has as much time again. */
    void forget() {
        owedSince.clear();
    }

    /**
     * Whether that voter was asked for the first time no longer ago than that, and has said nothing
     * since. Who is reached may be so only through relays, which pass on no round of agreement, or
     * have a disk that takes no promise: a wait for its answer would have no end.
     */
    boolean isOwed(Moment now, ServerId voter, Duration longest) {
        Moment since = owedSince.getOrDefault(voter, Moment.NEVER);
        return !has(voter) && now.since(since).compareTo(longest) <= 0;
    }

    /** An answer of it came, to whatever round: it may be later than one that others decided. */
    void heard(ServerId from) {
        owedSince.remove(from);
    }

    void put(Moment now, ServerId from, long identity, Message.Promised promised) {
        answers.put(from, new Answer(now, identity, promised));
    }

    boolean has(ServerId voter) {
        return answers.containsKey(voter);
    }

    ImmutableList<Message.Promised> promises() {
        return answers.values().stream()
                .map(Answer::promised)
                .collect(ImmutableList.toImmutableList());
    }

    /** Which disk each of them answers from. */
    ImmutableSortedMap<ServerId, Long> identities() {
        return ImmutableSortedMap.copyOf(Maps.transformValues(answers, Answer::identity));
    }

    /** How many agree with that one of the changes that were asked about. */
    int votes(int change) {
        return (int)
                answers.values().stream()
                        .filter(answer -> answer.opinion(change) instanceof Opinion.Agreed)
                        .count();
    }

    /** Those of the changes that were asked about of which anybody says that nobody asked. */
    List<Change> notAsked(List<Change> changes) {
        Opinion opposed = new Opinion.Opposed(Opinion.Reason.NOT_ASKED);
        return changes.stream()
                .filter(
                        change ->
                                answers.values().stream()
                                        .map(answer -> answer.opinion(changes.indexOf(change)))
                                        .anyMatch(opposed::equals))
                .toList();
    }

    /** When so many may agree with one of the changes at the soonest, if nothing else happens. */
    Optional<Moment> ripe(int needed) {
        int changes =
                answers.values().stream()
                        .mapToInt(answer -> answer.promised().opinions().size())
                        .findFirst()
                        .orElse(0);
        return IntStream.range(0, changes)
                .mapToObj(change -> ripe(change, needed))
                .flatMap(Optional::stream)
                .min(Moment::compareTo);
    }

    /** When so many may agree with that change. */
    private Optional<Moment> ripe(int change, int needed) {
        List<Moment> from = new ArrayList<>();
        for (Answer answer : answers.values()) {
            Opinion opinion = answer.opinion(change);
            // A "not yet" counts from when it came: it is looked at again and again.
            if (opinion instanceof Opinion.Agreed) {
                from.add(Moment.NEVER);
            } else if (opinion instanceof Opinion.NotYet notYet) {
                from.add(answer.came().plus(notYet.in()));
            }
        }
        from.sort(Moment::compareTo);
        return from.size() < needed ? Optional.empty() : Optional.of(from.get(needed - 1));
    }
}
