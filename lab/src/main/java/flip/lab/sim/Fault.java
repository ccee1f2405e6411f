package flip.lab.sim;

/** What can go wrong. Each run has some of these. */
public enum Fault {
    /** Packets are lost. */
    LOSS,
    /** Packets come twice. */
    DUPLICATION,
    /** Packets take long, and overtake each other. */
    JITTER,
    /** Some packets come very much later. */
    LATENESS,
    /** One direction between two servers is cut for a while. */
    ONE_WAY,
    /** Two groups cannot talk for a while. */
    PARTITION,
    /** One server is cut off, or is only heard, or only hears, for a while. */
    ISOLATION,
    /** No two servers can talk for a while. */
    TOTAL_PARTITION,
    /** A machine crashes and comes back. */
    CRASH,
    /** All machines crash at about the same time. */
    MASS_CRASH,
    /** A machine comes back with an empty disk. */
    LOST_DISK,
    /** The agent is killed; the service manager lowers what it held. */
    KILL,
    /** The agent is killed, and only its next start sweep lowers what it held. */
    BARE_KILL,
    /** A server leaves gracefully and comes back. */
    LEAVE,
    /** A process stands still for a while. */
    PAUSE,
    /**
     * A machine sleeps for a while, with all that runs on it: suspended, or a paused virtual one.
     */
    SUSPEND,
    /** Nothing reaches a disk for a while. */
    DISK_STALL,
    /** Scripts fail. */
    SCRIPT_FAILURE,
    /** Scripts hang until their limit. */
    SCRIPT_HANG,
    /** Scripts take long. */
    SLOW_SCRIPT,
    /** Another configuration is offered: other data, other servers for a system, other timings. */
    RECONFIGURE,
    /** Clocks change their rate. */
    DRIFT,
    /** Timers fire late. */
    LATE_TIMERS,
    /** A host that is no server of the cluster says that it has what a server holds. */
    FORGERY,
    /**
     * So many voters are gone that no quorum is left, until an operator has said so and a cluster
     * was formed without them; then they come back, with empty disks, or too few of them with their
     * own.
     */
    LOST_QUORUM,
    /** A driver is killed, and its agent goes on. */
    DRIVER_KILL,
    /** A driver does not answer, so its agent ends it. */
    DRIVER_END,
    /** An agent and its driver are killed. */
    DOUBLE_KILL,
    /**
     * Drivers take long to give everything back when their agent is gone, and fail to now and then.
     */
    SLOW_DRIVER;

    /** Whether it happens now and then, and is not a condition of the whole run. */
    public boolean isEvent() {
        return switch (this) {
            case LOSS,
                    DUPLICATION,
                    JITTER,
                    LATENESS,
                    SCRIPT_FAILURE,
                    SCRIPT_HANG,
                    SLOW_SCRIPT,
                    LATE_TIMERS,
                    SLOW_DRIVER ->
                    false;
            default -> true;
        };
    }
}
