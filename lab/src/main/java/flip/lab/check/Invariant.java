package flip.lab.check;

import flip.membership.Message;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.systems.Run;
import flip.systems.Status;

/**
 * One invariant of docs/design.md. It is told everything that happens, when it happens, and throws
 * a {@link Violation} as soon as it does not hold.
 */
public interface Invariant {
    /** A process starts there. */
    default void started(ServerId server) {}

    /** The node said so. */
    default void told(ServerId server, Notice notice) {}

    /** The node handed this message to the network. */
    default void sent(ServerId server, ServerId to, Message message) {}

    /** That promise has become durable there. */
    default void durable(ServerId server, Promise promise) {}

    /** Just now, enough voters have durably accepted a view. */
    default void chosen(Choice choice) {}

    /** The node started that script in the step that is just over. */
    default void running(ServerId server, Run run, Status status) {}

    /** The node installed a view in the step that is just over. */
    default void installed(ServerId server, Status status) {}

    /**
     * The node was told that a rival says that it has that thing: before, and after it took note.
     */
    default void contested(ServerId server, Thing thing, Status before, Status after) {}

    /** A driver says the last will there, which names that life. */
    default void willed(ServerId server, long identity, long incarnation) {}

    /** What kept that server from lowering what it holds has been over for the guard. */
    default void excusesEnd(ServerId server) {}
}
