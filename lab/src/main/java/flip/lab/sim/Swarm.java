package flip.lab.sim;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.membership.Timing;
import flip.systems.Datum;
import flip.systems.Lot;
import flip.systems.SystemSpec;
import flip.systems.SystemSpec.Conflict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A family of runs (swarm testing, Groce 2012): each seed has a random cluster, random timings, and
 * a random subset of the faults, since faults hide each other.
 *
 * @param sizes how many voters a cluster may have
 * @param mostOnlookers how many servers that do not vote there are at the most
 * @param allowed the faults that a run may have
 * @param required the faults that every run has
 * @param timings from which one is drawn
 * @param chaosSpans how many spans of chaos there are at the most
 */
public record Swarm(
        ImmutableList<Integer> sizes,
        int mostOnlookers,
        ImmutableSet<Fault> allowed,
        ImmutableSet<Fault> required,
        ImmutableList<Timing> timings,
        int chaosSpans) {
    /** The timings that a run may have: profiles of the product, and what is unlike them. */
    public static final ImmutableList<Timing> TIMINGS =
            ImmutableList.of(
                    timing(1000, 1500, 375, 0, 3),
                    timing(1000, 1500, 375, 5000, 3),
                    timing(500, 2000, 400, 1000, 1),
                    timing(250, 1000, 250, 500, 2),
                    timing(100, 250, 60, 0, 3),
                    timing(2000, 6000, 1000, 3000, 0));

    /** Everything can happen. */
    public static final Swarm ALL =
            new Swarm(
                    ImmutableList.of(3, 4, 5, 7),
                    2,
                    Sets.immutableEnumSet(EnumSet.allOf(Fault.class)),
                    ImmutableSet.of(),
                    TIMINGS,
                    80);

    /** Timings in milliseconds. */
    public static Timing timing(long interval, long timeout, long guard, long mature, int pings) {
        return new Timing(
                Duration.ofMillis(interval),
                Duration.ofMillis(timeout),
                Duration.ofMillis(guard),
                Duration.ofMillis(mature),
                pings);
    }

    /** One of these numbers of voters. */
    public Swarm sizes(Integer... voters) {
        return new Swarm(
                ImmutableList.copyOf(voters),
                mostOnlookers,
                allowed,
                required,
                timings,
                chaosSpans);
    }

    /** So many servers that do not vote, at the most. */
    public Swarm onlookers(int most) {
        return new Swarm(sizes, most, allowed, required, timings, chaosSpans);
    }

    /** Only these faults may happen. */
    public Swarm only(Fault... faults) {
        return allowing(EnumSet.copyOf(List.of(faults)));
    }

    /** These faults may happen, and no others. */
    public Swarm allowing(EnumSet<Fault> faults) {
        return new Swarm(
                sizes, mostOnlookers, Sets.immutableEnumSet(faults), required, timings, chaosSpans);
    }

    /** These faults always happen. */
    public Swarm always(Fault... faults) {
        return new Swarm(
                sizes,
                mostOnlookers,
                allowed,
                Sets.immutableEnumSet(List.of(faults)),
                timings,
                chaosSpans);
    }

    /** So much chaos at the most. */
    public Swarm chaos(int mostSpans) {
        return new Swarm(sizes, mostOnlookers, allowed, required, timings, mostSpans);
    }

    /** One of these timings. */
    public Swarm timings(Timing... some) {
        return new Swarm(
                sizes, mostOnlookers, allowed, required, ImmutableList.copyOf(some), chaosSpans);
    }

    /** What grows from the seed. */
    Course plan(RandomGenerator random) {
        Layout layout = layout(random);
        EnumSet<Fault> faults = EnumSet.noneOf(Fault.class);
        double share = 0.15 + 0.55 * random.nextDouble();
        for (Fault fault : Fault.values()) {
            if (fault != Fault.FORGERY) {
                draw(fault, share, random, faults);
            }
        }
        double pace = 0.3 + 3 * random.nextDouble() * random.nextDouble();
        int spans = chaosSpans / 4 + random.nextInt(chaosSpans - chaosSpans / 4);
        boolean early = random.nextInt(3) == 0;
        int rounds = 1 + random.nextInt(2);
        // It came later than the others: drawn last, it leaves the seeds what they were.
        draw(Fault.FORGERY, share, random, faults);
        return new Course(layout, Sets.immutableEnumSet(faults), pace, spans, early, rounds);
    }

    private void draw(Fault fault, double share, RandomGenerator random, EnumSet<Fault> faults) {
        boolean drawn = random.nextDouble() < share;
        if ((drawn && allowed.contains(fault)) || required.contains(fault)) {
            faults.add(fault);
        }
    }

    private Layout layout(RandomGenerator random) {
        int voters = sizes.get(random.nextInt(sizes.size()));
        int onlookers = Math.max(0, random.nextInt(2 * mostOnlookers + 1) - mostOnlookers);
        Timing timing = timings.get(random.nextInt(timings.size()));
        List<Server> servers = new ArrayList<>();
        for (int at = 0; at < voters + onlookers; at++) {
            boolean voter = at < voters;
            String id = voter ? "" + (char) ('a' + at) : "" + (char) ('x' + at - voters);
            int priority = random.nextBoolean() ? Server.LAST : 1 + random.nextInt(3);
            servers.add(new Server(new ServerId(id), "10.0.0.1", 2200 + at, priority, voter));
        }
        List<SystemSpec> systems = new ArrayList<>();
        while (systems.isEmpty()) {
            addSystems(random, timing, servers, systems);
        }
        drive(random, systems);
        return Layout.of(1, timing, ImmutableList.copyOf(servers), ImmutableList.copyOf(systems));
    }

    private static void addSystems(
            RandomGenerator random, Timing timing, List<Server> servers, List<SystemSpec> to) {
        for (Pattern pattern : Pattern.values()) {
            if (random.nextInt(4) != 0) {
                to.add(system(random, timing, servers, pattern));
            }
        }
    }

    /**
     * In some clusters all is held by drivers, of two kinds, in some nothing, in the rest either.
     */
    private static void drive(RandomGenerator random, List<SystemSpec> systems) {
        double share = random.nextInt(3) / 2.0;
        systems.replaceAll(
                it ->
                        random.nextDouble() < share
                                ? Layouts.withTool(it, LayoutText.anyDriver(random))
                                : it);
    }

    private static SystemSpec system(
            RandomGenerator random, Timing timing, List<Server> servers, Pattern pattern) {
        List<ServerId> carriers = new ArrayList<>();
        while (carriers.isEmpty()) {
            servers.stream()
                    .filter(server -> random.nextInt(4) != 0)
                    .forEach(server -> carriers.add(server.id()));
        }
        long span = timing.longestGrant().toMillis();
        return new SystemSpec(
                pattern.name,
                pattern.kind,
                lots(pattern, 1 + random.nextInt(4)),
                ImmutableList.copyOf(carriers),
                LayoutText.scripts(),
                pattern.policy,
                pattern.conflict,
                Duration.ofMillis(2 * span),
                random.nextInt(3),
                Duration.ofMillis(span / 4),
                Duration.ofMillis(4 * span),
                Duration.ofMillis(3 * span),
                8);
    }

    private static ImmutableList<Lot> lots(Pattern pattern, int count) {
        if (pattern.kind == SystemSpec.Kind.SINGLETON) {
            ImmutableList.Builder<Datum> together = ImmutableList.builder();
            for (int at = 0; at < count; at++) {
                together.add(LayoutText.datum(pattern.name + at));
            }
            return ImmutableList.of(new Lot(pattern.name, together.build(), Optional.empty()));
        }
        ImmutableList.Builder<Lot> lots = ImmutableList.builder();
        for (int at = 0; at < count; at++) {
            lots.add(lot(pattern.name + at));
        }
        return lots.build();
    }

    /** A lone datum. */
    static Lot lot(String name) {
        return new Lot(name, ImmutableList.of(LayoutText.datum(name)), Optional.empty());
    }

    /** The kinds of systems that a cluster may have. */
    private enum Pattern {
        LOCK("lock", SystemSpec.Kind.SHARD, SystemSpec.NoQuorumPolicy.STOP, Conflict.YIELD),
        KEEP("keep", SystemSpec.Kind.SHARD, SystemSpec.NoQuorumPolicy.FREEZE, Conflict.YIELD),
        ONE("one", SystemSpec.Kind.SINGLETON, SystemSpec.NoQuorumPolicy.STOP, Conflict.DEFEND),
        EVERY("every", SystemSpec.Kind.REPLICATE, SystemSpec.NoQuorumPolicy.FREEZE, Conflict.YIELD);

        private final String name;
        private final SystemSpec.Kind kind;
        private final SystemSpec.NoQuorumPolicy policy;
        private final Conflict conflict;

        Pattern(
                String name,
                SystemSpec.Kind kind,
                SystemSpec.NoQuorumPolicy policy,
                Conflict conflict) {
            this.name = name;
            this.kind = kind;
            this.policy = policy;
            this.conflict = conflict;
        }
    }
}
