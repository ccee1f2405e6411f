package flip.lab.check;

/** Who is not there to begin to lower a thing, or does not get to it. */
public enum Hindrance {
    /** The agent stands still, and a script has to be run. */
    AGENT,
    /**
     * The agent was killed: the next one's start sweep lowers it, or whoever serves the machine.
     */
    KILL,
    /** The driver that had it is gone, and the next one was not asked for it yet. */
    DRIVER,
    /** The machine sleeps. */
    MACHINE
}
