package flip.lab.contender;

import flip.lab.e2e.Daemon;
import flip.lab.e2e.Footprint;
import java.time.Duration;
import java.util.List;

/** A program that keeps the address on one of the hosts, as whoever measures it sees it. */
public interface Contender extends AutoCloseable {
    /** The address that every part looks at. */
    String ADDRESS = "192.168.0.1";

    /** The one that its successor has when all is well, so that no server is without work. */
    String OTHER_ADDRESS = "192.168.0.2";

    /** The host that has the address when all is well. */
    String OWNER = "flip1";

    /** The host that has it otherwise. */
    String SUCCESSOR = "flip";

    /** How it is called in the tables, with its timings. */
    String name();

    /** The hosts it runs on. */
    List<String> hosts();

    /** How often it sends: faults come at a random moment of this. */
    Duration period();

    /** How long any step of a round may take before the round counts as failed. */
    Duration limit();

    /** Starts it on a host. */
    Daemon start(String host);

    /** What runs on a host now. */
    Daemon running(String host);

    /** What it costs on one host. */
    Footprint footprint(String host);

    /** The lines in which it said that somebody might not be there any more. */
    long suspicions();

    /** The lines in which it said that somebody was not there any more, or that it took over. */
    long alarms();

    /** What it printed last, for whoever reads of a failed round. */
    String tell();

    @Override
    void close();
}
