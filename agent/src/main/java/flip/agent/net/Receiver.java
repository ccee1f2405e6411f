package flip.agent.net;

import java.net.InetSocketAddress;

/** Takes what was received and opened. */
@FunctionalInterface
public interface Receiver {
    /**
     * Called on the event loop for each payload. It must not throw: what it throws is taken for a
     * fault of ours and goes to the thread's handler of uncaught exceptions.
     *
     * @param from where it came from; over TCP the port is not the one that the sender listens on
     * @param payload the caller's to keep
     */
    void received(InetSocketAddress from, byte[] payload);
}
