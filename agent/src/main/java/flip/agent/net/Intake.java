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
        if (opens(from, sealed, Sealer.DATAGRAM_LIMIT_BYTES) instanceof Opened.Payload payload) {
            counts.count(NetworkEvent.DATAGRAM_RECEIVED);
            receiver.received(from, Receiver.Way.DATAGRAM, payload.bytes());
        }
    }

    void frame(InetSocketAddress from, byte[] sealed) {
        if (opens(from, sealed, Sealer.FRAME_LIMIT_BYTES) instanceof Opened.Payload payload) {
            counts.count(NetworkEvent.TRANSFER_RECEIVED);
            receiver.received(from, Receiver.Way.CONNECTION, payload.bytes());
        }
    }

    /** What was opened; a refusal is counted. */
    private Opened opens(InetSocketAddress from, byte[] sealed, int limitBytes) {
        Opened opened = opener.open(sealed, limitBytes);
        if (opened instanceof Opened.Refused refused) {
            counts.count(refused.why(), from);
        }
        return opened;
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
