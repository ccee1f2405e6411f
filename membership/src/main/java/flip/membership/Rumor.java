package flip.membership;

/**
 * News about a member that rides on other messages (SWIM §4.1).
 *
 * @param kind what is said of it
 * @param subject the member
 * @param incarnation which life of it
 * @param refutation which answer to suspicions within that life; an {@link Kind#ALIVE} rumor with a
 *     higher one ends the suspicion
 * @param accuser who suspects it; the subject itself in an {@link Kind#ALIVE} rumor
 */
public record Rumor(
        Kind kind, ServerId subject, long incarnation, long refutation, ServerId accuser) {
    /** What can be said of a member. */
    public enum Kind {
        SUSPECT,
        ALIVE
    }
}
