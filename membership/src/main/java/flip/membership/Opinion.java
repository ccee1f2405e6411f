package flip.membership;

import java.time.Duration;

/** What a voter thinks of one change: flip's vote (docs/design.md, "Agreement"). */
public sealed interface Opinion {
    /** It agrees. */
    record Agreed() implements Opinion {}

    /** It may agree in that time, if nothing else happens. */
    record NotYet(Duration in, Reason reason) implements Opinion {}

    /** It does not agree, and time alone will not change that. */
    record Opposed(Reason reason) implements Opinion {}

    /** Why a voter does not agree. */
    enum Reason {
        /** It has had a round trip with the server within L. */
        REACHED,
        /** A lease grant of its own has not been over for g. */
        GRANTED,
        /** It has not run, or not voted in this generation, for L + g. */
        STARTED,
        /**
         * It has had no round trip with the server within L, or with a quorum, or that server does
         * not know the newest view.
         */
        NOT_REACHED,
        /** The change does not fit the view that it knows. */
        NOT_FITTING,
        /** It is the server in question. */
        SELF,
        /** It does not have that configuration, or has another of the same version. */
        CONFIGURATION,
        /** It belongs to a cluster already, or does not reach all voters. */
        FORMING,
        /** The server did not ask for it. */
        NOT_ASKED
    }
}
