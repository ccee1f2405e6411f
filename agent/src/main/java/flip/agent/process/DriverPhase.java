package flip.agent.process;

/** How far the process of a driver is. */
enum DriverPhase {
    /** There is none. */
    GONE,
    /** It has not said hello. */
    STARTING,
    /** It has, and is asked what its clock shows. */
    GREETED,
    READY,
    /** Its input is closed. */
    ENDING
}
