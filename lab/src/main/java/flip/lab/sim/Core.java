package flip.lab.sim;

import flip.membership.Moment;
import flip.systems.Event;
import flip.systems.Status;
import flip.systems.World;

/** What the simulator knows of a node. */
interface Core {
    /** Takes one event. */
    void step(Moment now, Event event, World world);

    /** When {@link Event.Ticked} is due. */
    Moment wakeAt();

    /** Until when its server may hold what a quorum has to allow. */
    Moment leaseUntil();

    /** What an operator sees and the checkers check. */
    Status status(Moment now);
}
