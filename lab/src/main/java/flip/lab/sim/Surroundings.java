package flip.lab.sim;

import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Ending;
import java.util.random.RandomGenerator;

/** How a host reaches what it does not own. */
interface Surroundings {
    /** A new process on that host. */
    Core process(Host host, Moment now, RandomGenerator random);

    /** Hands a message to the network. */
    void send(ServerId from, ServerId to, Message message);

    /** The process ended by itself. */
    void ended(Host host, Ending ending);
}
