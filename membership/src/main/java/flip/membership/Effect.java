package flip.membership;

import java.util.Optional;

/** What the membership asks for. Nothing is sent or written along the way. */
public sealed interface Effect {

    /**
     * Say this, as soon as that promise is durable. The header is put on when it is really sent, so
     * that it carries the stamp and the time of the sending.
     *
     * @param to the receiver; may be this server itself
     * @param body what to say
     * @param after the number of a promise, 0 for at once
     */
    record Say(ServerId to, Message.Body body, long after) implements Effect {}

    /** Pass this message of another server on, as it is. */
    record PassOn(ServerId to, Message.Relay relay) implements Effect {}

    /**
     * Make this durable. A later promise contains all earlier ones.
     *
     * @param promise what to remember
     * @param number grows by one with each
     */
    record Persist(Promise promise, long number) implements Effect {}

    /** This view is known to be chosen and durable here: act on it. */
    record Install(View view) implements Effect {}

    /**
     * Give up everything that is held, then say {@code released}: this life is over, or the quorum
     * may have agreed to its end.
     *
     * @param reason for people
     */
    record Relinquish(String reason) implements Effect {}

    /** The server is out of the view, or nobody is there to agree: it may go. */
    record Depart() implements Effect {}

    /**
     * This server's lineage has been left behind: as soon as it holds nothing any more, set the
     * promise aside and start anew.
     *
     * @param reason for people
     * @param with what to remember then; empty for nothing
     */
    record StartAnew(String reason, Optional<Promise> with) implements Effect {}

    /** Another machine has this server's id: stop, with this error. */
    record Halt(String reason) implements Effect {}

    /** Something that an operator, or a checker, wants to know. */
    record Note(Notice notice) implements Effect {}
}
