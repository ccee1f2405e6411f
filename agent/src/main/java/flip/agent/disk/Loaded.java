package flip.agent.disk;

/** What a promise file was found to hold. */
public sealed interface Loaded {
    /** There is no file: a new server, or one whose disk was lost. */
    record Absent() implements Loaded {}

    /** The payload, exactly as it was stored. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on at once; nobody compares it.
    record Payload(byte[] bytes) implements Loaded {}

    /** There is a file, and it is not what was written; the reason is a sentence for people. */
    record Damaged(String reason) implements Loaded {}

    /**
     * There is an undamaged file of a format that only a newer agent can read. To set it aside
     * would forget promises that were kept well.
     */
    record TooNew(String reason) implements Loaded {}
}
