package flip.agent.net;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The border: opens what came from the network, by either way, and passes on what is ours. */
final class Intake {
    private final Opener opener;
    private final Receiver receiver;
    private final EventCounts counts;

    Intake(Opener opener, Receiver receiver, EventCounts counts) {
        this.opener = opener;
        this.receiver = receiver;
        this.counts = counts;
    }

    void datagram(InetSocketAddress from, byte[] sealed) {
        open(from, sealed, Sealer.DATAGRAM_LIMIT_BYTES, NetworkEvent.DATAGRAM_RECEIVED);
    }

    void frame(InetSocketAddress from, byte[] sealed) {
        open(from, sealed, Sealer.FRAME_LIMIT_BYTES, NetworkEvent.TRANSFER_RECEIVED);
    }

    private void open(
            InetSocketAddress from, byte[] sealed, int limitBytes, NetworkEvent whenReceived) {
        Opened opened = opener.open(sealed, limitBytes);
        if (opened instanceof Opened.Payload payload) {
            counts.count(whenReceived);
            receiver.received(from, payload.bytes());
        } else if (opened instanceof Opened.Refused refused) {
            counts.count(refused.why(), from);
        }
    }

    /**
     * True for an error of the network. All else that is thrown on a channel is a fault of ours, or
     * the receiver's: Netty would log it and go on, so it is handed to the thread's handler of
     * uncaught exceptions instead, where the agent decides.
     */
    static boolean isOfTheNetwork(Throwable thrown) {
        if (thrown instanceof IOException) {
            return true;
        }
        Thread self = Thread.currentThread();
        self.getUncaughtExceptionHandler().uncaughtException(self, thrown);
        return false;
    }

    /** A task of the event loop whose fault is no more lost than one on a channel. */
    static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, e);
            }
        };
    }
}
