package flip.lab.check;

import flip.membership.Change;
import flip.membership.Grant;
import flip.membership.Message;
import flip.membership.Notice;
import flip.membership.Opinion;
import flip.membership.Round;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * I5: each change was agreed to by Q voters of its generation, by the table of docs/design.md,
 * "Agreement", and every chosen view was accepted by Q, for each of which the look of R5 held then.
 * The grants are the ones that the network saw, so a voter that forgot its own is found out.
 */
final class QuorumAgreed implements Invariant {
    /** Clocks differ by less than one part in a hundred; two of them by less than this many. */
    private static final int DRIFT_PERCENT = 1;

    private static final int QUESTIONS_KEPT = 4096;

    private record Term(long lineage, long generation) {}

    private record Question(Round round, Change change) {}

    private record Pair(ServerId voter, ServerId holder) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int byVoter = voter.compareTo(other.voter);
            return byVoter != 0 ? byVoter : holder.compareTo(other.holder);
        }
    }

    private record Granted(long identity, long incarnation, Duration at, Duration length) {}

    private final Truth truth;
    private final ChosenViews chosenViews;
    private final TreeMap<Pair, Granted> grants = new TreeMap<>();
    private final TreeMap<ServerId, TreeMap<Long, Long>> lived = new TreeMap<>();
    private final TreeMap<ServerId, Duration> startedAt = new TreeMap<>();
    private final LinkedHashMap<Term, Duration> begunAt = new LinkedHashMap<>();
    private final LinkedHashMap<Question, TreeMap<ServerId, Long>> agreed = new LinkedHashMap<>();

    QuorumAgreed(Truth truth, ChosenViews chosenViews) {
        this.truth = truth;
        this.chosenViews = chosenViews;
    }

    @Override
    public void started(ServerId server) {
        startedAt.put(server, truth.elapsed());
    }

    @Override
    public void sent(ServerId server, ServerId to, Message message) {
        if (message.body() instanceof Message.Ack ack) {
            granted(server, to, ack.grant());
        } else if (message.body() instanceof Message.Relay relay
                && relay.inner().header().sender().equals(server)
                && relay.inner().body() instanceof Message.Ack ack) {
            granted(server, relay.target(), ack.grant());
        }
    }

    private void granted(ServerId voter, ServerId holder, Grant grant) {
        if (grant.isGranted()) {
            grants.put(
                    new Pair(voter, holder),
                    new Granted(
                            truth.identity(holder),
                            grant.incarnation(),
                            truth.elapsed(),
                            grant.length()));
        }
    }

    @Override
    public void told(ServerId server, Notice notice) {
        if (notice instanceof Notice.Voted voted && voted.opinion() instanceof Opinion.Agreed) {
            voted(server, voted);
        } else if (notice instanceof Notice.Accepted accepted) {
            looked(server, accepted.view());
        } else if (notice instanceof Notice.Lives lives) {
            lived.computeIfAbsent(server, unknown -> new TreeMap<>())
                    .merge(truth.identity(server), lives.incarnation(), Math::max);
        } else if (notice instanceof Notice.Chosen chosen) {
            counted(server, chosen);
        }
    }

    private void voted(ServerId server, Notice.Voted voted) {
        agreed.computeIfAbsent(
                        new Question(voted.round(), voted.change()), unknown -> new TreeMap<>())
                .put(server, truth.identity(server));
        if (agreed.size() > QUESTIONS_KEPT) {
            agreed.remove(agreed.keySet().iterator().next());
        }
        if (voted.change() instanceof Change.Down down
                && !isSucceeded(down.server(), down.identity(), down.incarnation())) {
            requireGrantOver(server, down.server(), down.identity(), down.incarnation(), "agrees");
            requireOld(server);
            requireOldGeneration(server, voted.round());
        }
    }

    @Override
    public void willed(ServerId server, long identity, long incarnation) {
        lived.computeIfAbsent(server, unknown -> new TreeMap<>())
                .merge(identity, incarnation, Math::max);
    }

    @Override
    public void chosen(Choice choice) {
        View view = choice.view();
        boolean begins =
                choice.before()
                        .filter(before -> before.generation() == view.generation())
                        .isEmpty();
        if (begins && choice.anew()) {
            begunAt.put(new Term(view.lineage(), view.generation()), truth.elapsed());
        }
    }

    private void requireOldGeneration(ServerId voter, Round round) {
        Term term = new Term(round.lineage(), round.generation());
        Duration age = truth.elapsed().minus(begunAt.getOrDefault(term, Duration.ZERO));
        if (slowly(truth.shortestGrant()).compareTo(age) > 0) {
            throw new Violation(
                    "I5",
                    voter
                            + " agrees that somebody is down, in a generation that began "
                            + age.toMillis()
                            + " ms ago");
        }
    }

    private void looked(ServerId server, View view) {
        for (Map.Entry<ServerId, Standing> entry : view.standings().entrySet()) {
            Standing standing = entry.getValue();
            if (standing.state() == Standing.State.DOWN
                    && !isSucceeded(entry.getKey(), standing.identity(), standing.incarnation())
                    && !chosenViews.isOver(
                            view.lineage(),
                            entry.getKey(),
                            standing.identity(),
                            standing.incarnation())) {
                requireOld(server);
                requireGrantOver(
                        server,
                        entry.getKey(),
                        standing.identity(),
                        standing.incarnation(),
                        "accepts view " + view.epoch());
            }
        }
    }

    /** Whether it has spoken with a higher incarnation, in a life that may be over by now. */
    private boolean isSucceeded(ServerId server, long identity, long incarnation) {
        return lived.getOrDefault(server, new TreeMap<>()).getOrDefault(identity, 0L) > incarnation;
    }

    private void requireOld(ServerId voter) {
        Duration age = truth.elapsed().minus(startedAt.getOrDefault(voter, Duration.ZERO));
        if (slowly(truth.shortestGrant()).compareTo(age) > 0) {
            throw new Violation(
                    "I5",
                    voter
                            + " agrees that somebody is down, and has run for "
                            + age.toMillis()
                            + " ms only");
        }
    }

    /** What a clock may show of a length at the least. */
    private static Duration slowly(Duration length) {
        return length.multipliedBy(100 - DRIFT_PERCENT).dividedBy(100);
    }

    private void requireGrantOver(
            ServerId voter, ServerId holder, long identity, long incarnation, String does) {
        Granted granted = grants.get(new Pair(voter, holder));
        if (granted == null
                || granted.identity() != identity
                || granted.incarnation() > incarnation
                || truth.identity(holder) != identity) {
            return;
        }
        Duration left =
                slowly(granted.length().plus(truth.guard()))
                        .minus(truth.elapsed().minus(granted.at()));
        if (left.compareTo(Duration.ZERO) > 0) {
            throw new Violation(
                    "I5",
                    voter
                            + " "
                            + does
                            + " that incarnation "
                            + incarnation
                            + " of "
                            + holder
                            + " is down, and its last grant to it is over for good only in "
                            + left.toMillis()
                            + " ms");
        }
    }

    private void counted(ServerId server, Notice.Chosen chosen) {
        View view = chosen.view();
        if (chosenViews.chosen(view.lineage(), view.epoch()).isEmpty()) {
            throw new Violation(
                    "I5",
                    server + " counts view " + view.epoch() + " as chosen, without enough disks");
        }
        for (Change change : chosen.changes()) {
            TreeMap<ServerId, Long> voters =
                    agreed.getOrDefault(new Question(chosen.round(), change), new TreeMap<>());
            long count =
                    voters.entrySet().stream()
                            .filter(
                                    voter ->
                                            chosenViews.isVoter(
                                                    chosen.round(),
                                                    view,
                                                    voter.getKey(),
                                                    voter.getValue()))
                            .count();
            int quorum = chosenViews.quorum(chosen.round(), view);
            if (count < quorum) {
                throw new Violation(
                        "I5",
                        change
                                + " is made with "
                                + voters.keySet()
                                + " agreeing, fewer than "
                                + quorum
                                + " voters");
            }
        }
    }
}
