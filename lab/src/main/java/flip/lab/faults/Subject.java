package flip.lab.faults;

import java.time.Duration;
import java.util.List;

/** One program on all its servers, as a fault is done to it. */
interface Subject extends AutoCloseable {
    /** Which of a server's processes a fault is about. */
    enum Who {
        AGENT,
        DRIVER,
        AGENT_AND_DRIVER,
        ALL
    }

    /** The servers it runs on. */
    List<String> servers();

    /** How often it sends: faults begin at a random moment of this. */
    Duration period();

    /** After so long without a word from a server others take over, at the latest. */
    Duration detection();

    /** Starts it on a server. */
    void start(String server);

    /** Asks it to end on a server, and waits until it has. */
    void stop(String server);

    List<Integer> processes(String server, Who who);

    /** Whether all servers have their part in it again. */
    boolean isWhole();

    /** The lines in which it said something since it was started, for whoever reads of a fault. */
    String tell();

    @Override
    void close();
}
