package flip.lab.sim;

import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.View;
import flip.systems.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Who says that voters are lost when no quorum is left of them, and keeps the promise that goes
 * with it: they stay off until a cluster is formed without them, and come back with their own disks
 * only where those are too few to be a quorum of the former cluster, or to give a lease there.
 */
final class Operator {
    private final Cluster cluster;
    private final RandomGenerator random;
    private final TreeSet<ServerId> lost = new TreeSet<>();
    private final List<ServerId> kept = new ArrayList<>();
    private Optional<View> former = Optional.empty();
    private int returning;

    Operator(Cluster cluster, RandomGenerator random) {
        this.cluster = cluster;
        this.random = random;
    }

    /** Whether somebody is lost who has not come back. */
    boolean isBusy() {
        return !lost.isEmpty();
    }

    /** Whether that server's disk is one of the last that remember the cluster. */
    boolean needs(ServerId server) {
        return isBusy() && kept.contains(server);
    }

    /** Turns so many voters off that no quorum is left, if that can be mended by an operator. */
    void loseQuorum() {
        Optional<View> highest = cluster.checks().chosenViews().highest();
        if (isBusy() || highest.isEmpty() || highest.get().quorum() < 2) {
            return;
        }
        View view = highest.get();
        List<ServerId> remembering = new ArrayList<>();
        for (ServerId voter : view.voters()) {
            if (lineage(voter) == view.lineage()) {
                remembering.add(voter);
            }
        }
        shuffle(remembering);
        int most = Math.min(remembering.size(), view.quorum() - 1);
        if (most == 0) {
            return;
        }
        former = highest;
        kept.clear();
        kept.addAll(remembering.subList(0, 1 + random.nextInt(most)));
        cluster.layout().servers().stream()
                .filter(server -> server.voter() && !kept.contains(server.id()))
                .forEach(server -> lost.add(server.id()));
        returning = 0;
        lost.forEach(cluster::turnOff);
        look();
    }

    private void shuffle(List<ServerId> servers) {
        for (int left = servers.size(); left > 1; left--) {
            Collections.swap(servers, left - 1, random.nextInt(left));
        }
    }

    private long lineage(ServerId server) {
        return cluster.host(server)
                .disk()
                .promise()
                .map(Promise::known)
                .map(View::lineage)
                .orElse(0L);
    }

    /** Says it until it is done; then the lost come back. */
    private void look() {
        long span = cluster.longestGrant().toNanos();
        if (returning == 0 && isFormedAnew()) {
            List<ServerId> back = new ArrayList<>(lost);
            shuffle(back);
            int disks = random.nextInt(former.map(Operator::harmful).orElse(1));
            for (ServerId one : back) {
                boolean disk = returning++ < disks;
                cluster.simulation().after(random.nextLong(6 * span), () -> comeBack(one, disk));
            }
            return;
        }
        if (random.nextInt(3) != 0) {
            say();
        }
        cluster.simulation().after(span / 4 + random.nextLong(span), this::look);
    }

    /** So many voters of a former cluster can agree to something there, or give a lease. */
    private static int harmful(View view) {
        return Math.min(view.quorum(), view.grantsForLease());
    }

    private boolean isFormedAnew() {
        return cluster.checks()
                .chosenViews()
                .highest()
                .filter(view -> former.filter(view::succeeds).isPresent())
                .isPresent();
    }

    /** On one server, or on two at a time, as it may happen. */
    private void say() {
        String file = LayoutText.write(cluster.layout());
        kept.forEach(id -> give(cluster.host(id), file));
        int times = random.nextInt(4) == 0 ? 2 : 1;
        for (int time = 0; time < times; time++) {
            Host host = cluster.host(kept.get(random.nextInt(kept.size())));
            host.deliver(new Event.Recover(ImmutableSortedSet.copyOf(lost)));
        }
    }

    /** One that waits for a cluster to be formed takes another file at its start. */
    private void give(Host host, String file) {
        host.offer(file);
        boolean waits =
                host.status()
                        .filter(status -> !status.view().isFormed())
                        .filter(it -> it.configurationVersion() != cluster.layout().version())
                        .isPresent();
        if (waits) {
            host.crash();
            host.start();
        }
    }

    private void comeBack(ServerId one, boolean disk) {
        if (!disk) {
            cluster.host(one).loseDisk();
        }
        lost.remove(one);
        cluster.turnOn(one);
    }
}
