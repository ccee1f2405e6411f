package flip.membership;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Optional;

/**
 * One server's part in the cluster: who is here, and what a quorum agreed to. Verbs take the moment
 * on this server's clock and return what is to be done.
 */
public interface Membership {
    /** A message came in. Relays for others come out as {@link Effect.PassOn}. */
    List<Effect> received(Moment now, Message message);

    /** What this server said to itself ({@link Effect.Say} to self) has become durable. */
    List<Effect> heardSelf(Moment now, Message.Body body);

    /** It is {@link #wakeAt} or later. */
    List<Effect> tick(Moment now);

    /** All promises up to that number are durable. */
    List<Effect> persisted(Moment now, long number);

    /**
     * The start sweep is over, or everything was given up after {@link Effect.Relinquish} or {@link
     * #leave}: nothing is held, and no script runs.
     */
    List<Effect> released(Moment now);

    /** Nothing is held outside the plan of that epoch. */
    List<Effect> settled(Moment now, long epoch);

    /** Hand everything over and go: comes back as Relinquish, then Depart. */
    List<Effect> leave(Moment now);

    /** The wall clock ran ahead: every lease ends here and now. */
    List<Effect> clockJumped(Moment now);

    /** A configuration of a higher version was read here, or came from another server. */
    List<Effect> offered(Moment now, Configuration configuration);

    /** These are the lots that this server asks to be excluded from, and no others. */
    List<Effect> excluding(Moment now, List<Exclusion> lots);

    /** Puts the header on what is really sent now. Never to self. */
    Message stamped(Moment now, ServerId to, Message.Body body);

    /** When {@link #tick} is due. */
    Moment wakeAt();

    /** The configuration that the known view puts in force, or the file's before there is one. */
    Optional<Configuration> configuration();

    /** The view that was installed last: chosen, and durable here. */
    View view();

    /** The highest view that is known to be chosen, durable or not. */
    View known();

    /** Until when this server may start to hold data; {@link Moment#NEVER} without a lease. */
    Moment leaseUntil();

    /** Whether the quorum may have agreed to the end of this server's present life. */
    boolean isDoomed();

    long identity();

    /** 0 before the start sweep is over. */
    long incarnation();

    /** What the other servers last said of themselves. */
    ImmutableSortedMap<ServerId, Peer> peers(Moment now);

    /** Why the server is not part of the cluster yet; empty when it is. */
    Optional<String> waitingFor();
}
