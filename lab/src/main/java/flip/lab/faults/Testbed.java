package flip.lab.faults;

import com.google.common.collect.Maps;
import flip.lab.contender.Contender;
import flip.lab.e2e.Answers;
import flip.lab.e2e.BusyLoops;
import flip.lab.e2e.Command;
import flip.lab.e2e.Daemon;
import flip.lab.e2e.Host;
import flip.lab.e2e.Inquiry;
import flip.lab.e2e.Laboratory;
import flip.lab.e2e.Netns;
import flip.lab.e2e.Segment;
import flip.lab.e2e.Serving;
import flip.lab.e2e.Timeline;
import flip.lab.e2e.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** One program on its servers, watched from all sides, and the verbs that faults are made of. */
final class Testbed implements AutoCloseable {
    /** The client asks so often where there are few addresses. */
    private static final Duration QUESTION_PERIOD = Duration.ofMillis(5);

    /** Beyond so many questions a second the watching itself would be a load. */
    private static final int QUESTIONS_LIMIT = 4000;

    /** For what has to happen at all; how soon it does is measured. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration BUSY_AT_MOST = Duration.ofMinutes(2);
    private static final Duration CALM = Duration.ofMillis(300);
    private static final Duration LOOK_PERIOD = Duration.ofMillis(20);

    private final Laboratory lab;
    private final Inquiry inquiry;
    private final Subject subject;
    private final Size size;
    private Map<String, String> home = Map.of();
    private List<String> replaced = List.of(Contender.OWNER);
    private final List<BusyLoops> load = new ArrayList<>();

    private Testbed(Laboratory lab, Inquiry inquiry, Subject subject, Size size) {
        this.lab = lab;
        this.inquiry = inquiry;
        this.subject = subject;
        this.size = size;
    }

    /** Fresh hosts with the program on all its servers, each address at home. */
    static Testbed open(Cell cell, Setup setup) {
        Size size = cell.size();
        List<String> addresses = size.addressList();
        Laboratory lab = Laboratory.open(size.serverList(), addresses, period(addresses.size()));
        try {
            Inquiry inquiry =
                    Inquiry.open(lab.hosts(), addresses, period(addresses.size() * size.servers()));
            Testbed testbed = new Testbed(lab, inquiry, subject(lab, cell, setup), size);
            try {
                testbed.startAll();
            } catch (RuntimeException e) {
                IllegalStateException told =
                        new IllegalStateException("does not start\n" + testbed.tell(0), e);
                testbed.closeSubjectAndInquiry();
                throw told;
            }
            return testbed;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private static Subject subject(Laboratory lab, Cell cell, Setup setup) {
        if (setup.isFlip()) {
            return new FlipCluster(lab, cell, setup);
        }
        return new KeepalivedPair(lab, cell.timings().equals(Timings.DOCUMENTED) ? "1" : "0.1");
    }

    private static Duration period(int questions) {
        Duration least = Duration.ofSeconds(1).multipliedBy(questions).dividedBy(QUESTIONS_LIMIT);
        return least.compareTo(QUESTION_PERIOD) > 0 ? least : QUESTION_PERIOD;
    }

    private void startAll() {
        subject.servers().forEach(subject::start);
        await("all servers are up", subject::isWhole);
        settle(this::eachAddressIsOnOne);
        home = lab.timeline().table(new TreeSet<>(size.addressList()));
        if (!Contender.OWNER.equals(home.get(Contender.ADDRESS))) {
            throw new IllegalStateException("not where it belongs: " + home);
        }
    }

    private boolean eachAddressIsOnOne(Timeline timeline) {
        return size.addressList().stream().allMatch(each -> timeline.holders(each).size() == 1);
    }

    Subject subject() {
        return subject;
    }

    /** Only where it is flip that is measured. */
    FlipCluster flip() {
        if (subject instanceof FlipCluster flip) {
            return flip;
        }
        throw new IllegalStateException("this cell is for flip alone");
    }

    Timeline timeline() {
        return lab.timeline();
    }

    Answers answers() {
        return lab.answers();
    }

    Serving serving() {
        return inquiry.serving();
    }

    Segment segment() {
        return lab.segment();
    }

    List<String> addresses() {
        return size.addressList();
    }

    /** Where each address belongs. */
    Map<String, String> home() {
        return home;
    }

    // What faults are done to.

    Host host(String server) {
        return lab.host(server);
    }

    /** The server that has the first address when all is well: nearly all faults are its own. */
    Host owner() {
        return host(Contender.OWNER);
    }

    List<Host> servers() {
        return subject.servers().stream().map(this::host).toList();
    }

    List<Host> others(Host host) {
        return servers().stream().filter(each -> each != host).toList();
    }

    /** These and the client. */
    List<Host> withClient(Collection<Host> hosts) {
        List<Host> all = new ArrayList<>(hosts);
        all.add(lab.hosts().client());
        return all;
    }

    // The verbs.

    /** From when its cable is out a machine has no power: its processes are seen by nobody. */
    void crash(Collection<Host> hosts) {
        segment().pullCables(hosts);
        long now = System.nanoTime();
        hosts.forEach(host -> lab.timeline().wentOff(now, host.name()));
        hosts.forEach(Host::crash);
    }

    /** The machines are there again, and what runs on them is started. */
    void boot(Collection<Host> hosts) {
        hosts.forEach(host -> lab.timeline().wentOn(host.name()));
        hosts.forEach(Host::boot);
        hosts.forEach(host -> subject.start(host.name()));
    }

    void kill(Subject.Who who) {
        signal(List.of(owner()), who, Netns.KILL);
    }

    void pause(Collection<Host> hosts, Subject.Who who) {
        signal(hosts, who, Daemon.STOP);
    }

    void resume(Collection<Host> hosts, Subject.Who who) {
        signal(hosts, who, Daemon.CONTINUE);
    }

    private void signal(Collection<Host> hosts, Subject.Who who, int number) {
        for (Host host : hosts) {
            subject.processes(host.name(), who).forEach(each -> Netns.signal(each, number));
        }
    }

    /** Runs a shell that sees the files as the agent of a server does. */
    void insideFilesOf(String server, String shell) {
        int agent = flip().agent(server).pid();
        Command.run("nsenter", "--mount=/proc/" + agent + "/ns/mnt", "--", "sh", "-c", shell);
    }

    /** So many processes of normal priority keep the processors busy. */
    void makeBusy(int loops) {
        load.add(BusyLoops.start(loops, BUSY_AT_MOST));
    }

    void endLoad() {
        load.forEach(BusyLoops::close);
        load.clear();
    }

    // Time.

    /** Lets time pass: it is the length of a fault, not a wait for something. */
    void pass(Duration length) {
        long until = System.nanoTime() + length.toNanos();
        for (long left = length.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Lets a moment pass that is drawn from within the program's own period; returns it. */
    Duration passPhase(RandomGenerator random) {
        Duration phase = Duration.ofNanos(random.nextLong(subject.period().toNanos()));
        pass(phase);
        return phase;
    }

    /** As many times as long as it takes others to take over, at most. */
    void passDetections(int times) {
        pass(subject.detection().multipliedBy(times));
    }

    /**
     * Until others have what belongs to these, and the client gets an answer from one of them
     * unless it is cut off itself; and then a little longer, so that what two have is seen.
     */
    void passUntilReplaced(Collection<Host> gone) {
        List<String> names = gone.stream().map(Host::name).toList();
        replaced = names;
        Collection<String> theirs = homeAddresses(names);
        await(
                "others take over from " + names,
                () ->
                        theirs.stream()
                                .allMatch(
                                        address ->
                                                lab.timeline().holders(address).stream()
                                                        .anyMatch(each -> !names.contains(each))));
        passDetections(1);
    }

    /** The servers whose addresses others have to take over in the fault: the owner in most. */
    List<String> replaced() {
        return replaced;
    }

    /** The addresses that belong to one of these. */
    Collection<String> homeAddresses(Collection<String> servers) {
        return Maps.filterValues(home, servers::contains).keySet();
    }

    // Back to where all belongs.

    /**
     * Waits until all is as it was, for good: nothing moves any more and the client is answered.
     */
    void awaitHome() {
        await("all servers are up", subject::isWhole);
        settle(timeline -> timeline.table(home.keySet()).equals(new TreeMap<>(home)));
        long from = System.nanoTime();
        home.forEach(
                (address, server) -> {
                    if (lab.answers().awaitFrom(address, server, from, PATIENCE).isEmpty()) {
                        throw new IllegalStateException(server + " does not answer as " + address);
                    }
                });
    }

    private void settle(Predicate<Timeline> shape) {
        Duration calm = subject.period().multipliedBy(2).plus(CALM);
        long deadline = System.nanoTime() + PATIENCE.multipliedBy(2).toNanos();
        do {
            await("each address is at home", () -> shape.test(lab.timeline()));
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("addresses do not come to rest");
            }
        } while (!lab.timeline().staysAsItIs(calm) || !shape.test(lab.timeline()));
    }

    /** Looks now and then: what is looked for may be asked of agents, and is not measured. */
    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(LOOK_PERIOD.toNanos());
        }
    }

    /** All that was seen since a moment. */
    String tell(long since) {
        return "addresses, in ms after the fault began:\n"
                + lab.timeline().tell(since)
                + subject.tell();
    }

    private void closeSubjectAndInquiry() {
        endLoad();
        subject.close();
        inquiry.close();
    }

    @Override
    public void close() {
        try {
            closeSubjectAndInquiry();
        } finally {
            lab.close();
        }
    }
}
