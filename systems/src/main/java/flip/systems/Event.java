package flip.systems;

import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Message;
import flip.membership.ServerId;

/** What happens to a node. Records, so that they can be queued, logged and replayed. */
public sealed interface Event {
    /** A message came in that was sealed with a key of ours and could be read. */
    record Received(Message message) implements Event {}

    /** {@link Node#wakeAt} has come. */
    record Ticked() implements Event {}

    /** All promises up to that number are durable. */
    record Persisted(long number) implements Event {}

    /** A script run is over. */
    record ScriptEnded(long run, Outcome outcome) implements Event {}

    /**
     * Whether that datum is still here is not known: its driver has ended, or gave it back, or says
     * that somebody else took it away.
     */
    record Lost(String system, String datum, String reason) implements Event {}

    /**
     * Another host was heard to say that it has that datum.
     *
     * @param rival that host, as far as it is known: what an operator finds it by
     */
    record Contested(String system, String datum, String rival) implements Event {}

    /** A process of that driver is ready, and can say a last will. */
    record DriverReady(String driver) implements Event {}

    /**
     * The process of that driver has ended, or is about to be ended: a last will that it was handed
     * may have been said, or may be yet.
     */
    record DriverEnded(String driver) implements Event {}

    /** That driver has no last will any more, and never said it. */
    record WillTakenBack(String driver) implements Event {}

    /** The wall clock ran ahead of the monotonic one by more than half the guard. */
    record ClockJumped() implements Event {}

    /** An operator had a configuration read here: of a higher version, or the one in force. */
    record Offered(String text) implements Event {}

    /** An operator says that these voters are lost for good. */
    record Recover(ImmutableSortedSet<ServerId> lost) implements Event {}

    /** An operator wants this server to hand everything over and leave. */
    record Leave() implements Event {}
}
