package flip.membership;

/**
 * What a server may not forget: it is durable before anything is said that depends on it.
 *
 * @param identity of this server with this disk, random, never 0
 * @param incarnation the highest that it ever took, or that a last will of it names
 * @param stampLimit no message has a stamp as high as this; the next start begins here
 * @param known the view that it knows to be chosen
 * @param promised the ballot below which it accepts nothing, in the generation of {@code known}
 * @param acceptedBallot of the view that it accepted last, in that generation
 * @param accepted that view
 * @param configurationText of the configuration that {@code known} puts in force; while it does not
 *     have that, of the one before; empty when it had none
 * @param candidateText of the configuration that may be agreed to next: who agrees to it still has
 *     it after a restart, whatever became of the file. Empty when there is none
 * @param mayHold what a start has to sweep; filled in when the promise is written
 * @param recovery the word of an operator by which it waits for a cluster to be formed
 */
public record Promise(
        long identity,
        long incarnation,
        long stampLimit,
        View known,
        Ballot promised,
        Ballot acceptedBallot,
        View accepted,
        String configurationText,
        String candidateText,
        MayHold mayHold,
        Recovery recovery) {

    /** Of a server to which no operator has said that others are lost. */
    public Promise(
            long identity,
            long incarnation,
            long stampLimit,
            View known,
            Ballot promised,
            Ballot acceptedBallot,
            View accepted,
            String configurationText,
            String candidateText,
            MayHold mayHold) {
        this(
                identity,
                incarnation,
                stampLimit,
                known,
                promised,
                acceptedBallot,
                accepted,
                configurationText,
                candidateText,
                mayHold,
                Recovery.NONE);
    }

    /** The same, with what this server may hold. */
    public Promise holding(MayHold data) {
        return new Promise(
                identity,
                incarnation,
                stampLimit,
                known,
                promised,
                acceptedBallot,
                accepted,
                configurationText,
                candidateText,
                data,
                recovery);
    }
}
