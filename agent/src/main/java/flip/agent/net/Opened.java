package flip.agent.net;

/** What came of opening a sealed datagram or frame. */
public sealed interface Opened {
    /** It was sealed with a key of ours, and these are the bytes that were sealed. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on at once; nobody compares it.
    record Payload(byte[] bytes) implements Opened {}

    /** It is dropped and counted, and never answered. */
    record Refused(NetworkEvent why) implements Opened {}
}
