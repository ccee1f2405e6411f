package flip.agent.net;

import java.net.InetSocketAddress;

/** Takes what was received and opened. */
@FunctionalInterface
public interface Receiver {
    /** How a payload came. */
    enum Way {
        /** From the port on which the sender listens. */
        DATAGRAM,
        /** Over TCP, from a port that means nothing. */
        CONNECTION
    }

    /**
     * Called on the event loop for each payload. It must not throw: what it throws is taken for a
     * fault of ours and goes to the thread's handler of uncaught exceptions.
     *
     * @param from where it came from
     * @param way how it came
     * @param payload the caller's to keep
     */
    void received(InetSocketAddress from, Way way, byte[] payload);
}
