package flip.systems;

import flip.membership.Moment;
import flip.systems.Status.DatumStatus;
import flip.systems.Status.HoldingState;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * One datum here and how far its script is. At most one script of it runs at a time: a down is
 * never started while its alive still runs, nor the other way round. Only {@link Holdings} changes
 * it.
 */
final class Holding {
    /** What the end of a script run meant. */
    enum Turn {
        /** It is alive. */
        RAISED,
        /** Alive failed; it is to be lowered. */
        NOT_RAISED,
        /** There was no lease for the alive; it is to be lowered, and waits for the next lease. */
        UNLEASED,
        /** An alive that was no longer wanted is over, or one of several downs: down is due. */
        DOWN_DUE,
        /** It is down. */
        LOWERED,
        /** Down failed; it will be tried again. */
        NOT_LOWERED
    }

    /** The way in which it was raised; after a restart all ways in which it may have been. */
    private final ArrayDeque<Means> ways;

    private HoldingState state;
    private boolean running;
    private long run;

    /** When the lease ended under which its alive was started last. */
    private Moment raisedUntil = Moment.NEVER;

    /** When down may be started, while it is to be lowered. */
    private Moment dueAt = Moment.NEVER;

    /** Whether it must be down within the guard, which begins when the lease ends. */
    private boolean hurrying;

    /** Whether the run was begun without hurry, and there is one now. */
    private boolean overtaken;

    private int aliveFailures;
    private int downFailures;
    private String lastFailure = "";

    private Holding(Collection<Means> ways, HoldingState state) {
        this.ways = new ArrayDeque<>(ways);
        this.state = state;
    }

    /** What an earlier life of this server may have left behind. */
    static Holding leftBehind(List<Means> ways) {
        return new Holding(ways, HoldingState.UNKNOWN);
    }

    /** What is not held. */
    static Holding down(Means means) {
        return new Holding(List.of(means), HoldingState.DOWN);
    }

    HoldingState state() {
        return state;
    }

    /** All ways in which it may have been raised. */
    List<Means> ways() {
        return List.copyOf(ways);
    }

    Means means() {
        return ways.getFirst();
    }

    DatumName name() {
        return means().name();
    }

    /** From the moment alive is started until down has ended, and while nobody knows. */
    boolean isHeld() {
        return state != HoldingState.DOWN && state != HoldingState.FAILED;
    }

    /** Whether it is being raised, or alive. */
    boolean isRaisedOrRising() {
        return state == HoldingState.RAISING || state == HoldingState.ALIVE;
    }

    boolean isRunning() {
        return running;
    }

    long run() {
        return run;
    }

    Moment raisedUntil() {
        return raisedUntil;
    }

    int downFailures() {
        return downFailures;
    }

    Moment dueAt() {
        return dueAt;
    }

    /**
     * How it is raised and lowered by the newest configuration, which has to be remembered anyway.
     */
    void configured(Means newest) {
        List<Means> known = List.copyOf(ways);
        ways.clear();
        known.forEach(way -> ways.add(way.lowersLike(newest) ? way.by(newest) : way));
    }

    /** Its alive is started, under a lease until then. */
    void raise(Means means, long run, Moment leaseUntil) {
        if (isHeld() || running) {
            throw new AssertionError("I3: alive of " + means.name() + " while it is " + state);
        }
        ways.clear();
        ways.add(means);
        state = HoldingState.RAISING;
        raisedUntil = leaseUntil;
        started(run);
    }

    /** It is to be lowered, as soon as its alive, if that runs, has ended. */
    void giveUp(Moment now) {
        if (!isRaisedOrRising()) {
            throw new AssertionError(means().name() + " is given up while it is " + state);
        }
        state = HoldingState.LOWERING;
        dueAt = now;
    }

    /** Whether its down is to be started now. */
    boolean isDownDue(Moment now) {
        return isHeld() && !isRaisedOrRising() && !running && !dueAt.isAfter(now);
    }

    /** Whether this process has raised it. */
    boolean isRaisedHere() {
        return !raisedUntil.equals(Moment.NEVER);
    }

    /** Whether it is known that it must be down within the guard. */
    boolean isHurrying() {
        return hurrying;
    }

    /** From now on it is urgent: it does not wait to be tried again, this once. */
    void hurries(Moment now) {
        hurrying = true;
        overtaken = running;
        dueAt = Moment.earlier(dueAt, now);
    }

    /** There is a lease again, or there never was one. */
    void hurriesNoMore() {
        hurrying = false;
    }

    /** Its down is started, in a hurry or without. */
    void lower(long run, boolean urgent) {
        if (isRaisedOrRising() || running) {
            throw new AssertionError("down of " + means().name() + " while it is " + state);
        }
        state = HoldingState.LOWERING;
        hurrying = urgent;
        started(run);
    }

    private void started(long number) {
        running = true;
        overtaken = false;
        run = number;
    }

    /** The script run is over. */
    Turn ended(Moment now, Run.Verb verb, Outcome outcome) {
        running = false;
        return switch (verb) {
            case ALIVE -> aliveEnded(now, outcome);
            case DOWN -> downEnded(now, outcome);
        };
    }

    private Turn aliveEnded(Moment now, Outcome outcome) {
        if (state != HoldingState.RAISING) {
            dueAt = now;
            return Turn.DOWN_DUE;
        }
        if (outcome instanceof Outcome.Succeeded) {
            state = HoldingState.ALIVE;
            aliveFailures = 0;
            lastFailure = "";
            return Turn.RAISED;
        }
        state = HoldingState.LOWERING;
        dueAt = now;
        if (outcome instanceof Outcome.Unleased) {
            return Turn.UNLEASED;
        }
        aliveFailures++;
        lastFailure = reason(outcome);
        return Turn.NOT_RAISED;
    }

    private Turn downEnded(Moment now, Outcome outcome) {
        if (!(outcome instanceof Outcome.Succeeded)) {
            downFailures++;
            lastFailure = reason(outcome);
            dueAt = overtaken ? now : now.plus(Backoff.OF_DOWN.after(downFailures));
            return Turn.NOT_LOWERED;
        }
        downFailures = 0;
        if (ways.size() > 1) {
            ways.removeFirst();
            dueAt = now;
            return Turn.DOWN_DUE;
        }
        if (aliveFailures == 0) {
            lastFailure = "";
        }
        state = aliveFailures == 0 ? HoldingState.DOWN : HoldingState.FAILED;
        return Turn.LOWERED;
    }

    /** What that turn means for the datum, where nothing else tells. */
    String consequence(Turn turn) {
        return switch (turn) {
            case NOT_LOWERED ->
                    "tried again "
                            + (overtaken
                                    ? "at once"
                                    : "in "
                                            + Backoff.OF_DOWN.after(downFailures).toMillis()
                                            + " ms")
                            + "; until it succeeds the datum counts as held here";
            case UNLEASED -> "asked again with the next lease";
            case RAISED, NOT_RAISED, DOWN_DUE, LOWERED -> "";
        };
    }

    /** Why a script did not do what it was to do. */
    static String reason(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return failed.reason();
        }
        if (outcome instanceof Outcome.Unleased unleased) {
            return unleased.reason();
        }
        return outcome instanceof Outcome.Cancelled ? "ended early" : "";
    }

    DatumStatus status() {
        Optional<String> failure =
                lastFailure.isEmpty() ? Optional.empty() : Optional.of(lastFailure);
        return new DatumStatus(state, aliveFailures + downFailures, failure);
    }
}
