package flip.systems;

import flip.membership.Message;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.ServerId;
import java.time.Duration;

/**
 * What a node can do to the world. The agent's and the simulator's do it; that of the agent's
 * rehearsal pretends to, and those of its dumps only look on.
 */
public interface World {
    /** Sends a message to another server; it may be lost. */
    void send(ServerId to, Message message);

    /** Makes a promise durable; {@link Event.Persisted} follows, some time. */
    void persist(Promise promise, long number);

    /** Starts a script; {@link Event.ScriptEnded} follows, within its limit and a little more. */
    void run(Run run);

    /**
     * Ends a script run early; {@link Event.ScriptEnded} follows.
     *
     * @param grace how long it may take to end itself, before it is killed with all that it started
     */
    void cancel(long run, Duration grace);

    /**
     * A driver that was asked for that down without hurry is to answer within so long from now;
     * else it is replaced, and the next one asked.
     */
    void hurry(long run, Duration limit);

    /** Says once more to everybody on the network that this datum is here. */
    void defend(String system, String datum);

    /** Hands over a last will, in place of the one before. Nothing follows. */
    void handOver(Will will);

    /**
     * Takes the last will back from that driver: {@link Event.WillTakenBack} follows, or {@link
     * Event.DriverEnded}.
     */
    void takeBack(String driver);

    /** Tells an operator, or a checker. */
    void tell(Notice notice);

    /** The node has ended; nothing more comes of it. */
    void ended(Ending ending);
}
