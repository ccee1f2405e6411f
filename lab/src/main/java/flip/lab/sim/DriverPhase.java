package flip.lab.sim;

/** What a driver's process does. */
enum DriverPhase {
    GONE,
    /** It waits for the lock, or has not said hello. */
    STARTING,
    READY,
    /** It says the last will, and hears nothing any more. */
    LAST_WORDS,
    /** Its input is closed. */
    ENDING
}
