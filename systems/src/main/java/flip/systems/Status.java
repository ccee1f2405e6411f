package flip.systems;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import flip.membership.ServerId;
import flip.membership.View;
import java.time.Duration;
import java.util.Optional;

/**
 * One node, as an operator sees it and as the simulator's checkers check it.
 *
 * @param self this server
 * @param identity of its disk
 * @param incarnation its life; 0 before the start sweep is over
 * @param phase what it is doing
 * @param view the installed view
 * @param configurationVersion that this node acts on
 * @param quorum how many voters must agree; from the configuration before a cluster is formed
 * @param voters how many there are
 * @param reachedVoters how many voters, this one included, had a round trip within L
 * @param leased whether it may hold data
 * @param leaseLeft how long still; zero without a lease
 * @param settled the highest epoch outside whose plan it holds nothing
 * @param servers all servers of the roster
 * @param systems all systems, with what is intended and what is here
 * @param waitingFor why it is not part of the cluster yet
 * @param persistedBehind how many promises wait for the disk
 * @param contested how often another host said that it has what is held here
 */
public record Status(
        ServerId self,
        long identity,
        long incarnation,
        Phase phase,
        View view,
        long configurationVersion,
        int quorum,
        int voters,
        int reachedVoters,
        boolean leased,
        Duration leaseLeft,
        long settled,
        ImmutableSortedMap<ServerId, ServerStatus> servers,
        ImmutableSortedMap<String, SystemStatus> systems,
        Optional<String> waitingFor,
        long persistedBehind,
        long contested) {

    /** What a node is doing. */
    public enum Phase {
        /** Start sweep: down for whatever may be left behind. */
        SWEEPING,
        /** In service, or waiting to be let in. */
        RUNNING,
        /** Handing over, to leave. */
        LEAVING,
        /** Gone. */
        ENDED
    }

    /**
     * One server, as agreed and as seen from here.
     *
     * @param state as agreed: up, down, out; unknown before there is a view
     * @param since how long ago this node installed that state
     * @param incarnation as agreed
     * @param voter whether it votes
     * @param reached whether there was a round trip within L; always true of self
     * @param silent since the last round trip
     * @param roundTrip smoothed; zero before the first
     * @param leased whether it says that it holds a lease
     * @param settled what it announced last; -1 when nothing
     * @param suspectedBy who accuses it
     */
    public record ServerStatus(
            String state,
            Duration since,
            long incarnation,
            boolean voter,
            boolean reached,
            Duration silent,
            Duration roundTrip,
            boolean leased,
            long settled,
            ImmutableSortedSet<ServerId> suspectedBy) {}

    /**
     * One system.
     *
     * @param kind shard, replicate or singleton
     * @param policy freeze or stop
     * @param lots by name
     */
    public record SystemStatus(
            SystemSpec.Kind kind,
            SystemSpec.NoQuorumPolicy policy,
            ImmutableSortedMap<String, LotStatus> lots) {}

    /**
     * One lot, as intended and as it is here.
     *
     * @param intended who should hold it by the installed view
     * @param data each datum of it, as it is here
     * @param blockedBy for whose release this server waits before it raises the lot
     */
    public record LotStatus(
            ImmutableList<ServerId> intended,
            ImmutableSortedMap<String, DatumStatus> data,
            ImmutableSortedSet<ServerId> blockedBy) {}

    /**
     * One datum, as it is here.
     *
     * @param state as it is here
     * @param failures of its script in a row
     * @param lastFailure the reason of the last one; empty when it succeeded since
     */
    public record DatumStatus(HoldingState state, int failures, Optional<String> lastFailure) {}

    /** How far a datum's script is, here. */
    public enum HoldingState {
        /** Not held. */
        DOWN,
        /** Its alive script runs. */
        RAISING,
        /** Held. */
        ALIVE,
        /** Its down script runs, or is to run again. */
        LOWERING,
        /** Its alive script failed; it was lowered and will be tried again. */
        FAILED,
        /** It may have been left behind by an earlier life; down is yet to be run. */
        UNKNOWN
    }
}
