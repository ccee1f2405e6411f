package flip.membership;

import com.google.common.collect.ImmutableList;

/**
 * Everything that servers say to each other: a header, which every message carries, and one of the
 * bodies below. There is nothing else.
 *
 * @param header who says it, when, and what it knows
 * @param body what it says
 */
public record Message(Header header, Body body) {

    /** What a message says beyond its header. */
    public sealed interface Body {}

    // Probing (SWIM §3.1; docs/design.md, "Probing") and leases ("Leases").

    /** "Are you there, and may I hold data?" */
    public record Ping() implements Body {}

    /**
     * "Yes", directly to who asked.
     *
     * @param answers the stamp of the ping
     * @param grant the lease grant, counted from the sending of that ping
     */
    public record Ack(long answers, Grant grant) implements Body {}

    /**
     * "Pass this on to {@code target}, as it is" (SWIM's ping-req and its answer). Who receives one
     * that is for itself takes the inner message as if it had come directly.
     *
     * @param target whom it is for
     * @param inner a ping or an ack; never another relay
     */
    public record Relay(ServerId target, Message inner) implements Body {
        public Relay {
            if (!(inner.body() instanceof Ping) && !(inner.body() instanceof Ack)) {
                throw new IllegalArgumentException(
                        "only a ping or an ack is relayed, not "
                                + inner.body().getClass().getSimpleName());
            }
        }
    }

    // Agreement (CASPaxos; docs/design.md, "Agreement").

    /** Step 1: "promise me this ballot, and say what you think of these changes". */
    public record Prepare(Round round, ImmutableList<Change> changes) implements Body {
        /** So many changes ride in one round at the most. */
        public static final int MOST_CHANGES = 64;

        public Prepare {
            if (changes.size() > MOST_CHANGES) {
                throw new IllegalArgumentException(
                        "at most "
                                + MOST_CHANGES
                                + " changes ride in a round, not "
                                + changes.size());
            }
        }
    }

    /**
     * The answer to step 1.
     *
     * @param round whose ballot is promised
     * @param acceptedBallot of the last view that the voter accepted
     * @param accepted that view
     * @param known the view that the voter knows to be chosen
     * @param opinions one for each change, in order
     */
    public record Promised(
            Round round,
            Ballot acceptedBallot,
            View accepted,
            View known,
            ImmutableList<Opinion> opinions)
            implements Body {}

    /** Step 3: "accept this view". */
    public record Accept(Round round, View view) implements Body {}

    /** The answer to step 3. Who objects says nothing. */
    public record Accepted(Round round) implements Body {}

    /** The answer to either, when a higher ballot was promised. */
    public record Refused(Round round, Ballot promised) implements Body {}

    /** "This view is chosen." */
    public record Decided(View view) implements Body {}

    /** "Tell me the view that you know." */
    public record ViewWanted() implements Body {}

    // Configuration and requests.

    /** "Send me the configuration of that version." */
    public record ConfigurationWanted(long version, long digest) implements Body {}

    /**
     * A configuration's text, to be read and checked by who receives it.
     *
     * @param version that was asked for
     * @param digest that was asked for
     * @param text of that edition, as the sender reads it
     */
    public record ConfigurationOffered(long version, long digest, String text) implements Body {}

    /**
     * "Exclude me from these lots, and from no others": all that the sender asks for at present.
     *
     * @param incarnation the sender's; a request of an earlier one is over
     * @param lots whose server is the sender
     */
    public record Excluding(long incarnation, ImmutableList<Exclusion> lots) implements Body {}

    // An operator's word that voters are lost for good (docs/design.md, "When the quorum is lost").

    /**
     * "An operator says this to me: do you agree?" Or, once all have agreed: "Follow me."
     *
     * @param recovery what was said
     * @param version of the configuration with which the new cluster is to be formed
     * @param digest of that
     * @param binding whether it is to be followed
     */
    public record RecoveryAsked(Recovery recovery, long version, long digest, boolean binding)
            implements Body {}

    /**
     * The answer to that.
     *
     * @param word the digest of what was asked about
     * @param binding whether it was to be followed
     * @param refusal why not; empty when the sender agrees, or follows
     */
    public record RecoveryAnswered(long word, boolean binding, String refusal) implements Body {
        /** Longer than any reason that there is, in bytes of UTF-8. */
        static final int LONGEST_REFUSAL = 512;
    }

    // The last will (docs/design.md, "The last will").

    /**
     * "I am gone, and hold nothing": what a resident driver says for its agent, with the next
     * incarnation in the header, which wants out.
     */
    public record Will() implements Body {}
}
