package flip.agent.cli;

import java.util.List;
import java.util.Optional;

/** What the demo's servers stand on. Servers are counted from 0. */
interface Stage extends AutoCloseable {
    /** What it is, for people; whether links can be cut and addresses are real. */
    List<String> description();

    /** The heading over what is really held. */
    String place();

    /** Makes a host, and starts its agent. */
    void powerOn(int server) throws CommandFailed;

    /** Ends a host as a power cut does. */
    void powerOff(int server);

    /** Cuts every link, or mends it, at one moment. */
    void connect(boolean connected) throws CommandFailed;

    /** What is really on that host; empty when only the agent knows. */
    Optional<List<String>> held(int server);

    @Override
    void close();
}
