package flip.systems;

import flip.membership.Moment;

/** One server's whole core: events in, calls on the world out. */
public interface Node {
    /**
     * Takes one event. Throws AssertionError when an invariant is broken: the process must stop.
     */
    void step(Moment now, Event event, World world);

    /** When {@link Event.Ticked} is due. */
    Moment wakeAt();

    /** What an operator sees and the checkers check. */
    Status status(Moment now);
}
