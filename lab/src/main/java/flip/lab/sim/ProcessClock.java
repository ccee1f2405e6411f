package flip.lab.sim;

import flip.membership.Moment;
import flip.systems.Event;

/**
 * The clock of an agent's process. It stands still while the machine sleeps; the process sees, by
 * other clocks, that it slept, and only then adds what its own lacks. Whatever comes first after
 * that is taken in with every lease lapsed.
 */
final class ProcessClock {
    private final Simulation simulation;
    private final Clock machine;

    /** What the machine's clock has counted, and this one has not added. */
    private long missingNanos;

    /** By how much the time of day ran ahead since it was looked at last. */
    private long aheadNanos;

    private boolean looksOnlyAtTicks;

    ProcessClock(Simulation simulation, Clock machine) {
        this.simulation = simulation;
        this.machine = machine;
    }

    /** For a control: what comes in before the next tick is taken in as if nobody had slept. */
    void looksOnlyAtTicks() {
        looksOnlyAtTicks = true;
    }

    /** Another process. */
    void begin() {
        missingNanos = 0;
        aheadNanos = 0;
    }

    Moment now() {
        return new Moment(machine.at(simulation.nowNanos()).nanos() - missingNanos);
    }

    /** The virtual time at which it shows that, if nobody sleeps. */
    long whenNanos(Moment shown) {
        return machine.whenNanos(new Moment(shown.nanos() + missingNanos));
    }

    /** The machine slept for so long. */
    void slept(long nanos, Sleep kind) {
        aheadNanos += nanos;
        if (kind == Sleep.SUSPENDED) {
            missingNanos += nanos;
        }
    }

    /** Whether the machine slept since it was looked whether it did. */
    boolean isBehind() {
        return aheadNanos > 0;
    }

    /**
     * Whether it sees, before that is taken in, that the machine slept: what was missing is added.
     * Of a pause it sees only what is longer than the limit.
     */
    boolean jumpsBefore(Event event, long limitNanos) {
        if (looksOnlyAtTicks && !(event instanceof Event.Ticked)) {
            return false;
        }
        boolean jumps = missingNanos > 0 || aheadNanos > limitNanos;
        missingNanos = 0;
        aheadNanos = 0;
        return jumps;
    }
}
