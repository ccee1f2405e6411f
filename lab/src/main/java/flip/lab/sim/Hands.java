package flip.lab.sim;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import flip.lab.check.Checks;
import flip.lab.check.Thing;
import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.systems.Ending;
import flip.systems.Run;
import flip.systems.Tool;
import flip.systems.Will;
import flip.systems.World;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What is done on a host because its node asks for it, and who the node says that it is. */
final class Hands implements World {
    private final ServerId id;
    private final Simulation simulation;
    private final Surroundings surroundings;
    private final Checks checks;
    private final Witness witness;
    private final Disk disk;
    private final Scripts scripts;
    private final Drivers drivers;
    private final Supplier<Moment> quorumLease;

    private Optional<AddressBook> addresses = Optional.empty();
    private long unaddressed;
    private Optional<Ending> ending = Optional.empty();
    private long identity;
    private long incarnation;

    /**
     * Of that host.
     *
     * @param quorumLease until when the node may hold what a quorum has to allow
     */
    Hands(
            ServerId id,
            Simulation simulation,
            Surroundings surroundings,
            Checks checks,
            Witness witness,
            Disk disk,
            Scripts scripts,
            Drivers drivers,
            Supplier<Moment> quorumLease) {
        this.id = id;
        this.simulation = simulation;
        this.surroundings = surroundings;
        this.checks = checks;
        this.witness = witness;
        this.disk = disk;
        this.scripts = scripts;
        this.drivers = drivers;
        this.quorumLease = quorumLease;
    }

    /** A process starts, with what is on the disk, and these addresses. */
    void begin(AddressBook book) {
        addresses = Optional.of(book);
        ending = Optional.empty();
        incarnation = 0;
        identity = disk.promise().map(Promise::identity).orElse(0L);
    }

    /** There is no process any more. */
    void end() {
        incarnation = 0;
        addresses = Optional.empty();
    }

    /** The process takes that message in. */
    void heard(Message message) {
        addresses.ifPresent(book -> book.heard(message));
    }

    /** How many messages were to go to somebody whose address is not known. */
    long unaddressed() {
        return unaddressed;
    }

    /** Nothing is on the disk any more. */
    void forgetDisk() {
        identity = 0;
    }

    /** The identity of the disk; 0 without one. */
    long identity() {
        return identity;
    }

    /** The life of the process; 0 without one, or before its start sweep is over. */
    long incarnation() {
        return incarnation;
    }

    /** How the node has ended, if it has since this was asked last. */
    Optional<Ending> takeEnding() {
        Optional<Ending> taken = ending;
        ending = Optional.empty();
        return taken;
    }

    // What the node asks for.

    @Override
    public void send(ServerId to, Message message) {
        checks.sent(id, to, message);
        if (isAddressed(to)) {
            surroundings.send(id, to, message);
        } else {
            unaddressed++;
        }
    }

    @Override
    public void persist(Promise promise, long number) {
        simulation.trace().count(simulation.nowNanos(), number);
        identity = promise.identity();
        disk.persist(promise, number);
    }

    @Override
    public void run(Run run) {
        simulation
                .trace()
                .tell(
                        simulation.nowNanos(),
                        id,
                        () -> "runs " + run.verb() + " " + run.system() + "/" + run.datum());
        if (!(run.tool() instanceof Tool.Driver driver)) {
            witness.begins(run);
            scripts.run(run);
        } else if (drivers.run(run, driver, quorumLease.get())) {
            witness.begins(run);
        }
    }

    @Override
    public void cancel(long run, Duration grace) {
        if (!drivers.cancel(run)) {
            scripts.cancel(run);
        }
    }

    @Override
    public void hurry(long run, Duration limit) {
        scripts.hurry(run, limit);
    }

    @Override
    public void handOver(Will will) {
        ImmutableSortedMap<ServerId, Message> addressed =
                ImmutableSortedMap.copyOfSorted(
                        Maps.filterKeys(will.messages(), this::isAddressed));
        if (!addressed.isEmpty()) {
            drivers.handOver(new Will(will.driver(), addressed));
        }
    }

    private boolean isAddressed(ServerId server) {
        return addresses.filter(book -> book.has(server)).isPresent();
    }

    @Override
    public void takeBack(String name) {
        drivers.takeBack(name);
    }

    @Override
    public void defend(String system, String datum) {
        surroundings.announce(id, new Thing(system, datum));
    }

    @Override
    public void tell(Notice notice) {
        simulation.trace().tell(simulation.nowNanos(), id, notice::sentence);
        simulation
                .trace()
                .count(simulation.nowNanos(), notice.getClass().getSimpleName().hashCode());
        witness.told(notice);
        if (notice instanceof Notice.Lives lives) {
            incarnation = lives.incarnation();
        }
        if (notice instanceof Notice.Installed installed) {
            addresses.ifPresent(book -> book.installed(installed.view()));
        }
        checks.told(id, notice);
    }

    @Override
    public void ended(Ending how) {
        simulation.trace().tell(simulation.nowNanos(), id, () -> "ended: " + how);
        ending = Optional.of(how);
    }
}
