package flip.lab.sim;

import com.google.common.collect.ImmutableMap;
import flip.lab.check.Violation;
import flip.membership.Rules;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One seed: chaos, then calm, then quiet or a total partition; and again. */
final class Trial {
    private static final int QUIET_SPANS = 30;

    private final Simulation simulation;
    private final Cluster cluster;
    private final Chaos chaos;
    private final Course plan;
    private final RandomGenerator random;

    /** Came later than the other: drawn by itself, it leaves the seeds what they were. */
    private final RandomGenerator links;

    private double boundUsed;

    Trial(long seed, Swarm swarm, Rules rules, CoreMaker maker, Trace trace) {
        simulation = new Simulation(seed, trace);
        random = simulation.random("trial");
        links = simulation.random("links");
        plan = swarm.plan(simulation.random("plan"));
        cluster = new Cluster(simulation, maker, rules, plan.layout());
        cluster.segment().drawWhetherShared();
        chaos = new Chaos(cluster, plan);
    }

    /** For a control that needs more disks lost than the quorum bears. */
    Trial losingMajorities() {
        chaos.mayLoseMajority(true);
        return this;
    }

    /** For a control that is to be caught by its harm: nobody counts votes. */
    Trial judgedByHarm() {
        cluster.checks().byHarmOnly();
        return this;
    }

    /** Runs it to its end, or to the first violation. */
    Report run() {
        Optional<Violation> violation = Optional.empty();
        try {
            tellPlan();
            phases();
        } catch (Violation found) {
            violation = Optional.of(found);
            simulation
                    .trace()
                    .tell(simulation.nowNanos(), "!!!", () -> String.valueOf(found.getMessage()));
        }
        return report(violation);
    }

    private void tellPlan() {
        simulation.trace().tell(0, "!", () -> "faults: " + plan.faults());
        LayoutText.write(plan.layout())
                .lines()
                .forEach(line -> simulation.trace().tell(0, "!", () -> line));
    }

    private void phases() {
        long span = cluster.longestGrant().toNanos();
        for (Host host : cluster.hosts()) {
            simulation.at(random.nextLong(span), host::start);
        }
        if (!plan.early()) {
            cluster.run(Duration.ofNanos(span));
            converge(Left.nobody(cluster));
        }
        for (int round = 0; round < plan.rounds(); round++) {
            chaos.begin();
            cluster.run(cluster.longestGrant().multipliedBy(plan.chaosSpans()));
            chaos.end();
            recover();
            Left left = Left.some(cluster, chaos, random, links);
            simulation.trace().tell(simulation.nowNanos(), "!", left::toString);
            left.apply(true);
            converge(left);
            if (random.nextBoolean()) {
                stayQuiet(left);
            }
            left.apply(false);
            converge(Left.nobody(cluster));
            if (random.nextBoolean()) {
                partAll();
            } else {
                stayQuiet(Left.nobody(cluster));
            }
        }
    }

    /** Whoever is lost is replaced, and comes back. */
    private void recover() {
        cluster.hosts().forEach(cluster::startUnlessOff);
        Duration bound = bound(0);
        Duration look = cluster.longestGrant().dividedBy(4);
        Duration waited = Duration.ZERO;
        while (chaos.isQuorumLost() && waited.compareTo(bound) < 0) {
            cluster.run(look);
            waited = waited.plus(look);
        }
        if (chaos.isQuorumLost()) {
            throw new Violation(
                    "I6",
                    "no cluster is formed without the lost within " + bound.toMillis() + " ms");
        }
        if (happened(Fault.LOST_QUORUM)) {
            // Who is let in as a voter makes the others fewer of all.
            converge(Left.nobody(cluster));
        }
    }

    private Duration bound(int left) {
        int letIn =
                happened(Fault.LOST_QUORUM)
                        ? cluster.hosts().size()
                        : happened(Fault.LOST_DISK) ? cluster.hosts().size() / 2 : 0;
        Duration failing =
                cluster.hosts().stream()
                        .map(host -> host.scripts().longestFailing())
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO);
        return Bound.of(cluster.layout(), cluster.longestGrant(), letIn, left)
                .plus(Bound.untilTriedAgain(failing));
    }

    private boolean happened(Fault fault) {
        return chaos.counts().getOrDefault(fault, 0L) > 0;
    }

    private void converge(Left left) {
        Duration bound = bound(left.size());
        Duration look = cluster.longestGrant().dividedBy(4);
        Duration waited = Duration.ZERO;
        while (waited.compareTo(bound) < 0
                && cluster.checks().noLoss().missing(left.connected()).isPresent()) {
            cluster.run(look);
            waited = waited.plus(look);
        }
        cluster.checks().noLoss().require(left.connected(), bound.toMillis() + " ms");
        boundUsed = Math.max(boundUsed, (double) waited.toNanos() / bound.toNanos());
        String words = "converged after " + waited.toMillis() + " of " + bound.toMillis() + " ms";
        simulation.trace().tell(simulation.nowNanos(), "!", () -> words);
        // What was still on its way when the last piece fell into its place.
        cluster.run(cluster.longestGrant().multipliedBy(2));
    }

    private void stayQuiet(Left left) {
        simulation.trace().tell(simulation.nowNanos(), "!", () -> "quiet");
        cluster.checks().stability().quiet(left.connected());
        cluster.run(cluster.longestGrant().multipliedBy(QUIET_SPANS));
        cluster.checks().stability().loud();
    }

    private void partAll() {
        simulation.trace().tell(simulation.nowNanos(), "!", () -> "total partition");
        cluster.part(cluster.servers(), cluster.servers(), true);
        cluster.checks().partition().partitioned(true);
        cluster.run(cluster.longestGrant().multipliedBy(QUIET_SPANS / 3));
        cluster.checks().partition().partitioned(false);
        cluster.part(cluster.servers(), cluster.servers(), false);
        converge(Left.nobody(cluster));
    }

    private Report report(Optional<Violation> violation) {
        return new Report(
                simulation.seed(),
                violation,
                simulation.trace().hash(),
                cluster.elapsed(),
                cluster.hosts().size(),
                (int) plan.layout().servers().stream().filter(it -> !it.voter()).count(),
                cluster.hosts().stream().mapToLong(Host::steps).sum(),
                cluster.network().sent(),
                cluster.checks().chosenViews().count(),
                cluster.hosts().stream().mapToLong(host -> host.scripts().count()).sum(),
                cluster.checks().count(),
                boundUsed,
                chaos.faults(),
                ImmutableMap.copyOf(chaos.counts()));
    }
}
