package flip.agent.process;

import flip.systems.Event;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the node knows of one driver's processes, and the last will that one of them may have. A
 * process is ready for the node only until it has ended, or is to be ended. What one that is gone
 * was to raise, and its will, are for no other (R17); what is to be lowered is for the next one.
 * Guarded by the driver.
 */
final class DriverWill {
    private static final String WORD = "will";

    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final String driver;
    private final BiConsumer<DriverRequest, Consumer<String>> asks;
    private final Consumer<String> hangs;
    private final Runnable returned;
    private Consumer<Event> node = event -> {};

    /** Whether the present process can say one. */
    private boolean able;

    /** Whether the node takes a process for ready. */
    private boolean known;

    /** Whether a process may have one. */
    private boolean handedOver;

    /** Whether it has said that it has one. */
    private boolean acknowledged;

    /** Whether it was handed one to which it has said nothing yet. */
    private boolean asked;

    /** The one that it is handed when it has: it owes only one answer, however long it is busy. */
    private Optional<String> next = Optional.empty();

    /** Whether it was told that this driver takes none, since it last took one. */
    private boolean complained;

    /** So many ends the node was told of, and has not taken in yet. */
    private int endsNotTakenIn;

    /**
     * None yet.
     *
     * @param asks asks the process for something that is answered at once, and tells when that is
     *     overdue
     * @param hangs ends it, for that reason
     * @param returned told when it has no will any more
     */
    DriverWill(
            String driver,
            BiConsumer<DriverRequest, Consumer<String>> asks,
            Consumer<String> hangs,
            Runnable returned) {
        this.driver = driver;
        this.asks = asks;
        this.hangs = hangs;
        this.returned = returned;
    }

    /** Another node, which begins with nothing: it is told what is ready. */
    void node(Consumer<Event> told) {
        node = told;
        next = Optional.empty();
        endsNotTakenIn = 0;
        if (known) {
            node.accept(new Event.DriverReady(driver));
        }
    }

    /** Another process, which has none. */
    void begins() {
        able = false;
        handedOver = false;
        acknowledged = false;
        asked = false;
        next = Optional.empty();
    }

    /** It said what it can do. */
    void hello(String words) {
        able = List.of(words.split(" ")).contains(WORD);
    }

    /** It may be asked. */
    void ready() {
        if (able) {
            known = true;
            node.accept(new Event.DriverReady(driver));
        }
    }

    /** It has ended, or its input is about to be closed: then it says the will that it has. */
    void ends() {
        if (known) {
            known = false;
            endsNotTakenIn++;
            node.accept(new Event.DriverEnded(driver));
        }
    }

    /** The node has taken in that one is gone. */
    void endTakenIn() {
        endsNotTakenIn = Math.max(0, endsNotTakenIn - 1);
    }

    /** Whether the node knows of the end of each process that has ended. */
    boolean isNodeUpToDate() {
        return endsNotTakenIn == 0;
    }

    /** Whether the process that runs is the one that the node takes for ready. */
    private boolean isAddressed() {
        return known && isNodeUpToDate();
    }

    /** Whether a process may have one. */
    boolean isHandedOver() {
        return handedOver;
    }

    /** Whether the node's process has said that it has one. */
    boolean isAcknowledged() {
        return known && acknowledged;
    }

    /** It is handed one: ADDRESS PORT HEX for each receiver. */
    void handOver(String receivers) {
        if (isAddressed() && asked) {
            next = Optional.of(receivers);
        } else if (isAddressed()) {
            asked = true;
            handedOver = true;
            asks.accept(
                    DriverRequest.of(WORD + " " + receivers, this::handOverAnswered),
                    overdue -> refused("it " + overdue));
        }
    }

    private void handOverAnswered(Said.Answer answer) {
        asked = false;
        if (answer.ok()) {
            took();
        } else if (known) {
            handedOver = acknowledged; // The one before still counts, if there was one.
            refused(Said.shown(answer.rest()));
        }
        Optional<String> newest = next;
        next = Optional.empty();
        newest.ifPresent(this::handOver);
    }

    private void took() {
        if (!acknowledged || complained) {
            log.info(
                    "driver {} has the last will: if this agent dies, others take over at once",
                    driver);
        }
        acknowledged = true;
        complained = false;
    }

    /** It is handed one again and again. */
    private void refused(String why) {
        if (!complained) {
            complained = true;
            log.warn("driver {} does not take the last will: {}", driver, why);
        }
    }

    /** It is asked for the one that it has; one that does not give it back may have said it. */
    void takeBack() {
        next = Optional.empty();
        if (isAddressed()) {
            asks.accept(DriverRequest.of("nowill", this::takeBackAnswered), hangs);
        }
    }

    private void takeBackAnswered(Said.Answer answer) {
        if (answer.ok()) {
            handedOver = false;
            acknowledged = false;
            log.info("driver {} has no last will any more", driver);
            node.accept(new Event.WillTakenBack(driver));
            returned.run();
        } else if (known) {
            hangs.accept("does not give the last will back: " + Said.shown(answer.rest()));
        }
    }
}
