package flip.membership;

/** One change of the view that is put to the vote. Several may ride in one round. */
public sealed interface Change {
    /** This life of the server ended without its help. */
    record Down(ServerId server, long identity, long incarnation) implements Change {}

    /** This new life of the server begins. */
    record Up(ServerId server, long identity, long incarnation) implements Change {}

    /**
     * The server wants to hold nothing; speaking with this incarnation proves the last one over.
     */
    record Out(ServerId server, long identity, long incarnation) implements Change {}

    /** A server whose former identity is over comes back with another one: its disk was lost. */
    record Admit(ServerId server, long former, long identity) implements Change {}

    /** Another configuration comes into force. */
    record Configure(long version, long digest) implements Change {}

    /** The server asks not to be given a lot whose script fails there. */
    record Exclude(Exclusion exclusion) implements Change {}

    /** The server asks to be given such a lot again. */
    record Include(Exclusion exclusion) implements Change {}

    /** The cluster is formed (genesis): asked of all voters of this configuration. */
    record Form(long version, long digest) implements Change {}
}
