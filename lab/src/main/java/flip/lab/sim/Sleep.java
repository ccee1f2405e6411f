package flip.lab.sim;

/** How a machine stands still, with all that runs on it. */
enum Sleep {
    /** It is suspended: its clock that counts such time has passed on when it wakes. */
    SUSPENDED,
    /** It is a virtual one that is paused: none of its clocks goes on but the time of day. */
    PAUSED
}
