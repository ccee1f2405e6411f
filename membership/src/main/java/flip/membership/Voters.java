package flip.membership;

/**
 * The machines that a message can concern: what makes this server a voter and a holder.
 *
 * @param life its incarnations
 * @param leases as holder
 * @param grants as grantor
 * @param excluding who asks not to be given what
 * @param acceptor as voter in rounds
 * @param proposer of rounds
 * @param register of chosen views
 */
record Voters(
        Life life,
        Leases leases,
        Grants grants,
        Excluding excluding,
        Acceptor acceptor,
        Proposer proposer,
        Register register) {}
