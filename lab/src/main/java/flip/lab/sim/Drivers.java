package flip.lab.sim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import flip.lab.check.Checks;
import flip.lab.check.Holds;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Event;
import flip.systems.Run;
import flip.systems.Tool;
import flip.systems.Will;
import java.util.List;
import java.util.random.RandomGenerator;

/** The resident drivers of one machine, each of which has what those systems hold that name it. */
final class Drivers {
    /** The names that systems give them. */
    static final ImmutableList<String> NAMES = ImmutableList.of("hold", "grip");

    private final ImmutableMap<String, Driver> all;

    Drivers(
            ServerId server,
            Simulation simulation,
            Surroundings surroundings,
            Checks checks,
            Holds holds,
            Clock clock,
            Scripts scripts,
            Driver.Agent agent) {
        ImmutableMap.Builder<String, Driver> made = ImmutableMap.builder();
        for (String name : NAMES) {
            made.put(
                    name,
                    new Driver(
                            name,
                            server,
                            simulation,
                            surroundings,
                            checks,
                            holds,
                            clock,
                            scripts,
                            agent));
        }
        all = made.buildOrThrow();
    }

    List<Driver> all() {
        return all.values().asList();
    }

    /** One of them, by chance. */
    Driver any(RandomGenerator random) {
        return all().get(random.nextInt(all.size()));
    }

    Driver of(String name) {
        Driver driver = all.get(name);
        if (driver == null) {
            throw new IllegalArgumentException("no driver is called " + name);
        }
        return driver;
    }

    // The agent.

    void agentStarts() {
        all().forEach(Driver::agentStarts);
    }

    void agentPauses(boolean counts) {
        all().forEach(driver -> driver.agentPauses(counts));
    }

    void agentResumes() {
        all().forEach(Driver::agentResumes);
    }

    void agentEnds() {
        all().forEach(Driver::agentEnds);
    }

    void crash() {
        all().forEach(Driver::crash);
    }

    /** The node has stepped: what it was told of is not untold any more, and leases go on. */
    void stepped(Event event, Moment quorumLease) {
        if (event instanceof Event.DriverEnded gone) {
            of(gone.driver()).told();
        }
        all().forEach(driver -> driver.renew(quorumLease));
    }

    // What the node asks for.

    /** Whether it is begun at once. */
    boolean run(Run run, Tool.Driver tool, Moment quorumLease) {
        return of(tool.named()).run(run, quorumLease);
    }

    /** Whether one of them had it to do and had not even begun. */
    boolean cancel(long run) {
        return all().stream().anyMatch(driver -> driver.cancel(run));
    }

    void ended() {
        all().forEach(Driver::ended);
    }

    void handOver(Will will) {
        of(will.driver()).handOver(will);
    }

    void takeBack(String name) {
        of(name).takeBack();
    }
}
