package flip.agent.process;

import flip.systems.Event;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the node knows of one driver's processes, and the last will that one of them may have. A
 * process is ready for the node only until it has ended, or is to be ended, and what was meant for
 * one that is gone is for no other (R17). Guarded by the driver.
 */
final class DriverWill {
    private static final String WORD = "will";

    private static final Logger log = LoggerFactory.getLogger("flip.drivers");

    private final String driver;
    private final Consumer<DriverRequest> asks;
    private final Consumer<String> hangs;
    private final Runnable returned;
    private Consumer<Event> node = event -> {};

    /** Whether the present process can say one. */
    private boolean able;

    /** Whether the node takes a process for ready. */
    private boolean known;

    /** Whether a process may have one. */
    private boolean out;

    /** Whether it has said so. */
    private boolean taken;

    /** So many ends the node was told of, and has not taken in yet. */
    private int untaken;

    /**
     * None yet.
     *
     * @param asks asks the process for something that is answered at once
     * @param hangs ends it, for that reason
     * @param returned told when it has no will any more
     */
    DriverWill(
            String driver,
            Consumer<DriverRequest> asks,
            Consumer<String> hangs,
            Runnable returned) {
        this.driver = driver;
        this.asks = asks;
        this.hangs = hangs;
        this.returned = returned;
    }

    /** Another node, which begins with nothing: it is told what is ready. */
    void node(Consumer<Event> next) {
        node = next;
        untaken = 0;
        if (known) {
            node.accept(new Event.DriverReady(driver));
        }
    }

    /** Another process, which has none. */
    void begins() {
        able = false;
        out = false;
        taken = false;
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
            untaken++;
            node.accept(new Event.DriverEnded(driver));
        }
    }

    /** The node has taken in that one is gone. */
    void taken() {
        untaken = Math.max(0, untaken - 1);
    }

    /** Whether the node knows of the end of each process that has ended. */
    boolean isNodeUpToDate() {
        return untaken == 0;
    }

    /** Whether the process that runs is the one that the node takes for ready. */
    private boolean isAddressed() {
        return known && isNodeUpToDate();
    }

    /** Whether a process may have one. */
    boolean isOut() {
        return out;
    }

    /** It is handed one: ADDRESS PORT HEX for each receiver. */
    void handOver(String receivers) {
        if (isAddressed()) {
            out = true;
            asks.accept(DriverRequest.of(WORD + " " + receivers, this::handedOver));
        }
    }

    private void handedOver(Said.Answer answer) {
        if (answer.ok() && !taken) {
            taken = true;
            log.info(
                    "driver {} has the last will: if this agent dies, others take over at once",
                    driver);
        } else if (!answer.ok() && known) {
            log.warn(
                    "driver {} does not take the last will: {}", driver, Said.shown(answer.rest()));
        }
    }

    /** It is asked for the one that it has; one that does not give it back may have said it. */
    void takeBack() {
        if (isAddressed()) {
            asks.accept(DriverRequest.of("nowill", this::takenBack));
        }
    }

    private void takenBack(Said.Answer answer) {
        if (answer.ok()) {
            out = false;
            taken = false;
            log.info("driver {} has no last will any more", driver);
            node.accept(new Event.WillTakenBack(driver));
            returned.run();
        } else if (known) {
            hangs.accept("does not give the last will back: " + Said.shown(answer.rest()));
        }
    }
}
