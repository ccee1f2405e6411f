package flip.lab.faults;

/** What a cell allows of an address on two servers, and why. */
enum Allowed {
    NOTHING(0, 0, ""),

    /** A dead driver's address stays plumbed, and the kernel answers nobody under it. */
    FENCED(
            Double.POSITIVE_INFINITY,
            0,
            "Nobody is left to remove the addresses, so they stay plumbed until the agent runs again;"
                    + " the kernel lease silences them."),

    /** Both are on one segment, so the former holder sees that another has claimed it. */
    UNTIL_YIELD(
            50,
            50,
            "An owner that `freeze` has kept its addresses yields when it sees, on the segment that"
                    + " both share, that another has claimed them."),

    /** What {@code freeze} promises to whoever prefers two to none. */
    WHILE_CUT_OFF(
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "`freeze` keeps what a server has when it loses its quorum, and the others, which have"
                    + " one, take over: two owners for as long as the cut lasts, as flip documents it."),

    /** Nothing but the agent would run a script. */
    UNTIL_IT_RUNS(
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "Plain scripts are run by the agent alone: what it held when it was killed, or stopped,"
                    + " stays until it runs again, or `flip release` does. A driver closes that hole."),

    /** The guard is sized for downs that work. */
    UNTIL_LOWERED(
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            "A `down` that fails or takes longer than `guard` leaves the address until it has"
                    + " succeeded; an owner that is cut off cannot tell the others to wait for it.");

    private final double plumbedMillis;
    private final double answeringMillis;
    private final String why;

    Allowed(double plumbedMillis, double answeringMillis, String why) {
        this.plumbedMillis = plumbedMillis;
        this.answeringMillis = answeringMillis;
        this.why = why;
    }

    double plumbedMillis() {
        return plumbedMillis;
    }

    double answeringMillis() {
        return answeringMillis;
    }

    /** For whoever reads a number that is not zero; empty when there is none. */
    String why() {
        return why;
    }
}
