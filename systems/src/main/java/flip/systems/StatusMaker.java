package flip.systems;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.Configuration;
import flip.membership.Membership;
import flip.membership.Moment;
import flip.membership.Peer;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import flip.systems.Status.ServerStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Status} out of the parts of a node.
 *
 * @param self this server
 * @param file the configuration it was started with, which counts until one is agreed
 * @param membership who is here
 * @param systems who holds what
 * @param times since when
 */
record StatusMaker(
        ServerId self,
        Configuration file,
        Membership membership,
        Systems systems,
        StandingTimes times) {

    Status at(Moment now, Footing footing, Status.Phase phase, long persistedBehind) {
        View view = systems.intent().view();
        Configuration configuration = membership.configuration().orElse(file);
        ImmutableSortedMap<ServerId, Peer> peers = membership.peers(now);
        ImmutableSortedSet<ServerId> voters =
                view.isFormed() ? view.voters() : configuration.roster().voters();
        boolean leased = footing.isLeased(now) && footing.isUp(self);
        long reached = voters.stream().filter(voter -> isReached(voter, peers.get(voter))).count();
        return new Status(
                self,
                membership.identity(),
                membership.incarnation(),
                phase,
                view,
                systems.intent().plan().view().isFormed()
                        ? systems.intent().plan().view().configurationVersion()
                        : configuration.version(),
                view.isFormed() ? view.quorum() : configuration.quorum(),
                voters.size(),
                (int) reached,
                leased,
                leased && view.isMajority() ? footing.leaseUntil().since(now) : Duration.ZERO,
                systems.settledEpoch(),
                servers(now, configuration, peers, leased),
                SystemsReport.of(systems),
                membership.waitingFor(),
                persistedBehind,
                systems.contests().count());
    }

    private boolean isReached(ServerId server, @Nullable Peer peer) {
        return server.equals(self) || (peer != null && peer.reached());
    }

    private ImmutableSortedMap<ServerId, ServerStatus> servers(
            Moment now,
            Configuration configuration,
            ImmutableSortedMap<ServerId, Peer> peers,
            boolean leased) {
        ImmutableSortedMap.Builder<ServerId, ServerStatus> servers =
                ImmutableSortedMap.naturalOrder();
        TreeSet<ServerId> all = new TreeSet<>(configuration.roster().ids());
        // One that a new configuration lacks stays in the view until it is down or out.
        all.addAll(systems.intent().view().standings().keySet());
        for (ServerId server : all) {
            Peer peer = peers.get(server);
            boolean own = server.equals(self);
            servers.put(
                    server,
                    new ServerStatus(
                            systems.intent()
                                    .view()
                                    .standing(server)
                                    .map(this::word)
                                    .orElse("unknown"),
                            times.since(now, server),
                            systems.intent()
                                    .view()
                                    .standing(server)
                                    .map(Standing::incarnation)
                                    .orElse(0L),
                            isVoter(server, configuration),
                            isReached(server, peer),
                            peer == null ? Duration.ZERO : peer.silent(),
                            peer == null ? Duration.ZERO : peer.roundTrip(),
                            own ? leased : peer != null && peer.leased(),
                            own ? systems.settledEpoch() : peer == null ? -1 : peer.settled(),
                            peer == null ? ImmutableSortedSet.of() : peer.suspectedBy()));
        }
        return servers.buildOrThrow();
    }

    private String word(Standing standing) {
        return standing.state().name().toLowerCase(Locale.ROOT);
    }

    private boolean isVoter(ServerId server, Configuration configuration) {
        return systems.intent()
                .view()
                .standing(server)
                .map(Standing::voter)
                .orElseGet(() -> configuration.roster().voters().contains(server));
    }
}
