package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import flip.membership.Exclusion;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.View;
import flip.systems.Status.HoldingState;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is here, what should be, and the script runs that make the one into the other.
 *
 * <p>The verbs take note of what happened; {@link #look} says what is to be done about it. It is
 * asked after everything that happens, because anything may end a lease or bring a release.
 */
final class Systems {
    private final Rules rules;
    private final Intent intent;
    private final Holdings holdings = new Holdings();
    private final Claims claims;
    private final Runs runs;
    private final Lowering lowering;
    private final Raising raising;
    private final Contests contests;
    private final Attention attention;
    private final LastWill lastWill;
    private final List<Action> actions = new ArrayList<>();

    /** The data whose script runs are over, or that were lost, since the last look, in order. */
    private final NavigableSet<DatumName> ended = new TreeSet<>();

    private boolean swept;
    private boolean relinquishing;

    /** The life that was given up last: nothing is raised in it any more. */
    private long endedIncarnation = -1;

    private long settledEpoch = -1;
    private long settledIncarnation = -1;
    private ImmutableList<Exclusion> excluded = ImmutableList.of();

    /**
     * Begins with the start sweep.
     *
     * @param file what this server was started with
     * @param leftBehind what an earlier life of this server may have left behind
     */
    Systems(ServerId self, Rules rules, Catalog file, List<Means> leftBehind, Moment now) {
        this.rules = rules;
        intent = new Intent(self, file);
        claims = new Claims(self);
        runs = new Runs(self, intent, now);
        lowering = new Lowering(self, intent, holdings, runs, actions);
        lastWill = new LastWill(rules);
        raising =
                new Raising(
                        self,
                        intent,
                        new Releases(self, rules, intent.history()),
                        holdings,
                        claims,
                        runs,
                        lastWill,
                        actions);
        contests = new Contests(rules, actions);
        attention = new Attention(now);
        holdings.sweep(leftBehind);
    }

    // What happened.

    /** A view takes effect; {@link #planned} follows as soon as its plan does. */
    void installed(View view) {
        intent.installed(view);
        attention.change();
    }

    /** The plan of the installed view takes effect. */
    void planned(Plan plan) {
        actions.addAll(intent.planned(plan));
        claims.planned(plan);
        holdings.planned(plan);
        attention.change();
    }

    /** Everything is to be given up, and this incarnation with it (R7). */
    void relinquish(long incarnation) {
        relinquishing = true;
        if (rules.has(Rule.FRESH_INCARNATION)) {
            endedIncarnation = Math.max(endedIncarnation, incarnation);
        }
        attention.change();
    }

    /** A script run is over. */
    void scriptEnded(Moment now, long id, Outcome outcome) {
        Run run = runs.ended(id);
        DatumName name = new DatumName(run.system(), run.datum());
        Holding holding =
                holdings.find(name)
                        .orElseThrow(() -> new AssertionError("a run of nothing: " + run));
        Holding.Turn turn = holdings.ended(now, holding, run.verb(), outcome);
        if (!(outcome instanceof Outcome.Succeeded || outcome instanceof Outcome.Unleased)) {
            lastWill.failed(run.tool());
        }
        // What was ended because it was no longer wanted did not fail.
        boolean failed = turn == Holding.Turn.NOT_RAISED || turn == Holding.Turn.NOT_LOWERED;
        tell(
                new Notice.ScriptRan(
                        run.system(),
                        run.datum(),
                        RunEnvironment.event(run.verb()),
                        outcome.took(),
                        failed,
                        Holding.reason(outcome),
                        holding.consequence(turn)));
        switch (turn) {
            case RAISED -> raised(name);
            case NOT_RAISED -> notRaised(now, name);
            case UNLEASED -> unleased(now, holding);
            case DOWN_DUE, LOWERED, NOT_LOWERED -> {}
        }
        ended.add(name);
        attention.wake();
    }

    private void raised(DatumName name) {
        intent.plan().find(name).filter(raising::isAlive).ifPresent(claims::succeeded);
    }

    /** All or nothing: what else of its lot is up is lowered too. */
    private void notRaised(Moment now, DatumName name) {
        intent.plan()
                .find(name)
                .ifPresent(
                        placed -> {
                            claims.of(placed).failed(now, placed.spec());
                            lowering.giveUp(now, placed);
                        });
    }

    private void unleased(Moment now, Holding holding) {
        intent.plan()
                .find(holding.name())
                .ifPresent(
                        placed -> {
                            claims.of(placed).unleased(now, holding.raisedUntil(), placed.spec());
                            lowering.giveUp(now, placed);
                        });
    }

    /** What was here may be gone, or half of it: it is lowered, and raised again if it may be. */
    void lost(Moment now, DatumName name, String reason) {
        holdings.find(name)
                .filter(holding -> holding.state() == HoldingState.ALIVE)
                .ifPresent(
                        holding -> {
                            tell(new Notice.Warned(name + " is lost: " + reason));
                            holdings.giveUp(now, holding);
                            ended.add(name);
                            attention.wake();
                        });
    }

    /** A rival says that this datum is its own. */
    void contested(Moment now, DatumName name, String rival, Footing footing) {
        holdings.find(name)
                .filter(holding -> holding.state() == HoldingState.ALIVE)
                // Of what is on every server each of the others is a rival.
                .filter(holding -> intent.spec(holding.means()).kind() != SystemSpec.Kind.REPLICATE)
                .filter(
                        holding ->
                                contests.isLost(
                                        now,
                                        name,
                                        intent.spec(holding.means()).conflict(),
                                        rival,
                                        footing.isLeased(now)))
                .ifPresent(
                        holding -> {
                            holdings.giveUp(now, holding);
                            // All or nothing: who has taken a part of a lot takes the rest too.
                            intent.plan()
                                    .find(name)
                                    .ifPresent(placed -> lowering.giveUp(now, placed));
                            attention.change();
                        });
    }

    /** The will is with nobody any more: what waited for that may be raised. */
    void willTakenBack(String driver) {
        if (lastWill.takenBack(driver)) {
            attention.change();
        }
    }

    private void tell(Notice notice) {
        actions.add(new Action.Tell(notice));
    }

    // What is to be done.

    /** Everything to be done now, in order; nothing while nothing can have changed. */
    List<Action> look(Moment now, Footing footing) {
        if (attention.isNeeded(now, footing)) {
            if (ended.isEmpty() || attention.isOfEverything(now, footing)) {
                lookAtEverything(now, footing);
            } else {
                lookAtEnded(now, footing);
            }
            ended.clear();
            release();
            settle(footing);
            exclude(now);
            attention.rest(now, footing, isDone(), wakeAfter(now));
        }
        List<Action> todo = List.copyOf(actions);
        actions.clear();
        return todo;
    }

    private void lookAtEverything(Moment now, Footing footing) {
        lowering.giveUp(now, footing, relinquishing);
        lowering.hurry(now, footing);
        lowering.start(now, footing);
        raising.start(now, footing, isLiving(footing));
        holdings.all().forEach(holding -> forgetOldFailure(now, holding));
    }

    /** With thousands of data, to look at all of them after each script run would take seconds. */
    private void lookAtEnded(Moment now, Footing footing) {
        ended.stream()
                .map(DatumName::system)
                .distinct()
                .forEach(system -> lowering.startNext(now, footing, system));
        raising.startNext(now, footing, isLiving(footing), ended);
        for (DatumName name : ended) {
            holdings.find(name).ifPresent(holding -> forgetOldFailure(now, holding));
        }
    }

    private boolean isLiving(Footing footing) {
        return swept && !relinquishing && footing.incarnation() > endedIncarnation;
    }

    /** What is neither held nor this server's to try again needs no memory. */
    private void forgetOldFailure(Moment now, Holding holding) {
        if (!holding.isHeld() && !isToBeTriedAgain(now, holding)) {
            holdings.forget(holding.name());
        }
    }

    private boolean isToBeTriedAgain(Moment now, Holding holding) {
        return holding.state() == HoldingState.FAILED
                && (intent.isGivenHere(holding.name())
                        || intent.plan()
                                .find(holding.name())
                                .filter(placed -> claims.isExcluded(now, placed))
                                .isPresent());
    }

    private void release() {
        if ((relinquishing || !swept) && !isAnythingHeld()) {
            swept = true;
            relinquishing = false;
            actions.add(new Action.Release());
        }
    }

    /** R11, I3: {@code settled} is the word for which the next owner waits. */
    private void settle(Footing footing) {
        long epoch = intent.view().epoch();
        boolean said = settledEpoch == epoch && settledIncarnation == footing.incarnation();
        if (said || !isSettled(footing)) {
            return;
        }
        settledEpoch = epoch;
        settledIncarnation = footing.incarnation();
        actions.add(new Action.Settle(epoch));
    }

    private boolean isSettled(Footing footing) {
        return swept
                && footing.incarnation() != 0
                && intent.view().isFormed()
                && !intent.isPlanMissing()
                && (!rules.has(Rule.DOWN_BEFORE_SETTLED) || isNothingHeldOutsideThePlan());
    }

    /** Held until its down has ended, and while an alive that was given up still runs. */
    private boolean isNothingHeldOutsideThePlan() {
        // The rest is looked at only when what is on its way down says nothing against it.
        return holdings.toBeLoweredFrom("").stream().allMatch(this::isInsideThePlan)
                && holdings.all().stream().allMatch(this::isInsideThePlan);
    }

    private boolean isInsideThePlan(Holding holding) {
        return !holding.isHeld() || intent.isGivenHere(holding.name());
    }

    private void exclude(Moment now) {
        ImmutableList<Exclusion> exclusions = claims.exclusions(now);
        if (!exclusions.equals(excluded)) {
            excluded = exclusions;
            actions.add(new Action.Exclude(exclusions));
        }
    }

    private boolean isDone() {
        return swept
                && !relinquishing
                && !intent.isPlanMissing()
                && settledEpoch == intent.view().epoch()
                && !holdings.isAnythingToBeLowered()
                && raising.isDone();
    }

    private Moment wakeAfter(Moment now) {
        return Moment.earlier(holdings.wakeAt(now), claims.wakeAt(now, intent.plan()));
    }

    // The last will.

    LastWill lastWill() {
        return lastWill;
    }

    /** By what all is held that is, and is to be. */
    Set<Tool> tools() {
        return Sets.union(holdings.tools(), intent.plan().tools());
    }

    /** What is to be done about the last will. */
    LastWill.Step willDue(Moment now) {
        if (lastWill.isIdle()) {
            return LastWill.Step.NOTHING;
        }
        boolean whole =
                holdings.isAnythingHeld()
                        && !holdings.isAnythingToBeLowered()
                        && !relinquishing
                        && !intent.isPlanMissing();
        // A will with nothing to give back would only end a driver, and a life.
        Set<Tool> held = holdings.isAnythingHeld() ? tools() : ImmutableSet.of();
        return lastWill.due(now, held, whole, intent.view().epoch());
    }

    // What others ask.

    /** When {@link #look} is due, beside the end of the lease. */
    Moment wakeAt() {
        return attention.wakeAt();
    }

    Intent intent() {
        return intent;
    }

    Holdings holdings() {
        return holdings;
    }

    Claims claims() {
        return claims;
    }

    Contests contests() {
        return contests;
    }

    boolean isSwept() {
        return swept;
    }

    boolean isAnythingHeld() {
        return !runs.isEmpty() || holdings.isAnythingHeld();
    }

    long settledEpoch() {
        return settledEpoch;
    }
}
