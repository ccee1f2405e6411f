package flip.membership;

/**
 * The rules of the protocol that have a control: a test that switches the rule off must see an
 * invariant broken. The agent always runs with all of them ({@link Rules#ALL}); the text of those
 * with a number, and of recovery's, is in docs/design.md.
 */
public enum Rule {
    /** R1: a relay only passes on, it never answers from what it remembers. */
    RELAYS_ONLY_PASS_ON,
    /** R2: reached means a round trip; that a server is heard is not enough. */
    REACHED_IS_ROUND_TRIP,
    /** R3: the base of a round is the lowest ballot that may have been chosen. */
    BASE_IS_LOWEST_POSSIBLY_CHOSEN,
    /** R4: a change is put only on a view that is known to be chosen. */
    CHANGE_ONLY_ON_CHOSEN,
    /** R5: a voter looks again at every accept. */
    LOOK_AGAIN_AT_ACCEPT,
    /** R5, its limit: that a server is reached again is no objection. */
    REACHED_IS_NO_OBJECTION,
    /** R6: a voter that restarted votes nobody down for L + g. */
    WAIT_AFTER_RESTART,
    /** R6: a voter that entered a generation votes nobody down for L + g. */
    WAIT_AFTER_GENERATION,
    /** R7: a server comes up only with an incarnation above the one the view has. */
    FRESH_INCARNATION,
    /** R8: an incarnation whose end one was asked to accept is granted nothing more. */
    DOOMED_GETS_NO_GRANT,
    /** R9: an accepted view that stays unchosen is proposed again. */
    REPAIR_UNCHOSEN,
    /** R9: when that is in vain, a view without any change takes its place. */
    VAIN_IS_UNDONE,
    /** R10: a grant needs a ping that echoes a stamp sent within L. */
    GRANT_NEEDS_ECHO,
    /** R11: every other server that is up must have released, whether of the system or not. */
    RELEASE_BY_ALL_UP,
    /** R11: released for exactly this epoch, or never an owner since. */
    RELEASE_OF_EXACT_EPOCH,
    /** R11: released by the incarnation that the view has. */
    RELEASE_OF_INCARNATION,
    /** R12: a change of voters ends the generation, alone, and the old voters choose it. */
    VOTERS_CHANGE_BY_GENERATION,
    /** R13: a lease of the old generation stays good until it ends by itself. */
    LEASE_CARRIES_OVER,
    /** R14: a server that lost its promise is another identity. */
    LOST_DISK_IS_NEW_IDENTITY,
    /** R15: a claim of another host takes nothing from a server that has a lease. */
    LEASE_OUTWEIGHS_RIVAL,
    /**
     * R16: a last will names a number above this life and below any later one that holds data,
     * persisted first.
     */
    WILL_IS_RESERVED,
    /** R17: a driver belongs to one life: who may have said the will of a life has ended it. */
    LIFE_ENDS_WITH_ITS_DRIVER,
    /** R18: a will is handed over only to a driver that has all that is held, or taken back. */
    WILL_COVERS_ALL,
    /** R19: a will is taken back when its driver has failed at something. */
    FAILURE_TAKES_WILL_BACK,
    /** R20: who knows a view for long and cannot act on it gives way to those who can. */
    WHO_IS_BEHIND_GIVES_WAY,
    /** Genesis needs every voter, none of which has a promise. */
    GENESIS_BY_ALL,
    /** Genesis waits until each voter has run for L + g. */
    GENESIS_WAITS,
    /** Recovery: all voters that are not said to be lost agree, and are told to follow. */
    RECOVERY_BY_ALL,
    /** Recovery is refused where a quorum, or one of the lost, was just heard. */
    RECOVERY_ONLY_WITHOUT_QUORUM,
    /** Recovery: who meets a quorum of the lineage that succeeds its own leaves its own. */
    SUCCESSOR_IS_FOLLOWED,
    /** A plain mistake when off: a voter that answers twice is counted twice. */
    VOTE_COUNTED_ONCE,
    /** A plain mistake when off: one voter less than the quorum is enough. */
    FULL_QUORUM,
    /** A plain mistake when off: nothing is persisted but the first promise. */
    PERSISTED,
    /** A plain mistake when off: answers do not wait for the disk. */
    PERSISTED_BEFORE_ANSWER,
    /** A plain mistake when off: a voter votes down before its own grant ended. */
    GRANT_ENDED_BEFORE_DOWN,
    /** A plain mistake when off: alive is started before the others released. */
    RELEASED_BEFORE_ALIVE,
    /** A plain mistake when off: settled is said before down has ended. */
    DOWN_BEFORE_SETTLED,
    /** A plain mistake when off: the new incarnation speaks before the start sweep is over. */
    SWEEP_BEFORE_INCARNATION,
    /** A plain mistake when off: alive is started before the promise names the datum. */
    REMEMBERED_BEFORE_ALIVE,
    /** A plain mistake when off: a lease runs from the ack instead of the ping. */
    LEASE_FROM_PING
}
