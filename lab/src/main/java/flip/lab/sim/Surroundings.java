package flip.lab.sim;

import flip.lab.check.Thing;
import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.CatalogReader;
import flip.systems.DriverLease;
import flip.systems.Ending;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** How a host reaches what it does not own. */
interface Surroundings {
    /** What reads a configuration. */
    CatalogReader reader();

    /** A new process on that host, which reads configurations with that. */
    Core process(Host host, CatalogReader reading, Moment now, RandomGenerator random);

    /** Hands a message to the network. */
    void send(ServerId from, ServerId to, Message message);

    /** Says to everybody on the segment that this thing is there. */
    void announce(ServerId where, Thing thing);

    /** How long a driver may hold what that system has, when its agent speaks to it now. */
    DriverLease leaseOf(String system, Moment now, Moment quorumLease);

    /** The shortest g of all configurations: in that time a server can lower what it holds. */
    Duration guard();

    /** The process ended by itself. */
    void ended(Host host, Ending ending);
}
