package flip.lab.check;

import flip.membership.ServerId;
import flip.systems.Status;
import flip.systems.SystemSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is really so, which no server can know: what invariants are compared with. */
public interface Truth {
    /** How long the simulation has run. */
    Duration elapsed();

    /** All servers, sorted. */
    List<ServerId> servers();

    /** What the running process there says of itself; empty when none runs. */
    Optional<Status> status(ServerId server);

    /** The identity on the server's disk; 0 when it has none. */
    long identity(ServerId server);

    /** The life of the running process; 0 when none runs, or when its start sweep is not over. */
    long incarnation(ServerId server);

    /** Whether its machine sleeps, or slept and its process has not looked at the clocks since. */
    boolean hasSlept(ServerId server);

    /** When the leases of that server end, or ended. */
    LeaseEnd leaseEnd(ServerId server);

    /** The shortest g of all configurations that were ever offered. */
    Duration guard();

    /** The shortest L + g of them. */
    Duration shortestGrant();

    /** Who holds what. */
    Holds holds();

    /** The system of that name, in any configuration that was ever offered. */
    Optional<SystemSpec> system(String name);
}
