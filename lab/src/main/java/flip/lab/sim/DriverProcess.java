package flip.lab.sim;

/** What the process of a driver is about. What it is to do later waits only as long as that. */
final class DriverProcess {
    private final Simulation simulation;
    private final Clock clock;
    private DriverPhase phase = DriverPhase.GONE;
    private int phases;

    DriverProcess(Simulation simulation, Clock clock) {
        this.simulation = simulation;
        this.clock = clock;
    }

    boolean is(DriverPhase which) {
        return phase == which;
    }

    /** Another phase begins, be it of the same name, perhaps with another process. */
    void enters(DriverPhase next) {
        phase = next;
        phases++;
    }

    /** Does that after so long, if it is still in this phase then. */
    void later(long nanos, Runnable act) {
        Runnable whenDue = inThisPhase(act);
        simulation.after(nanos, () -> clock.whenAwake(whenDue));
    }

    /** Does that whenever it is called, as long as this phase lasts. */
    Runnable inThisPhase(Runnable act) {
        int mine = phases;
        return () -> {
            if (mine == phases) {
                act.run();
            }
        };
    }
}
