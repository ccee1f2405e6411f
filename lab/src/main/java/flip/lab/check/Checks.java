package flip.lab.check;

import flip.membership.Message;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.systems.Run;
import flip.systems.Status;
import java.util.List;
import java.util.function.Consumer;

/** All invariants of one run. */
public final class Checks {
    private final ChosenViews chosenViews = new ChosenViews();
    private final NothingMovesInPartition partition;
    private final Stability stability = new Stability();
    private final NoLoss noLoss;
    private final DocumentedTables tables;
    private final OneViewPerEpoch views = new OneViewPerEpoch(chosenViews);
    private List<Invariant> everywhere;
    private final QuorumAgreed quorum;
    private long count;

    /** All invariants, to be compared with that truth. */
    public Checks(Truth truth) {
        partition = new NothingMovesInPartition(truth);
        noLoss = new NoLoss(truth, chosenViews);
        tables = new DocumentedTables(truth);
        quorum = new QuorumAgreed(truth, chosenViews);
        everywhere =
                List.of(
                        views,
                        new EpochsGrow(truth),
                        new OneOwner(truth),
                        new AliveIsEntitled(truth),
                        quorum,
                        partition,
                        stability,
                        new LeaseIsOver(truth),
                        new NoRevival(),
                        new LeaseOutweighsRivals(truth));
    }

    /**
     * Nobody counts votes (I5), or asks whether a quorum's disks have a view: for a control that is
     * to be caught by its harm.
     */
    public void byHarmOnly() {
        everywhere = everywhere.stream().filter(invariant -> invariant != quorum).toList();
        views.onlyCompared();
    }

    /** A process starts there. */
    public void started(ServerId server) {
        each(invariant -> invariant.started(server));
    }

    /** The node said so. */
    public void told(ServerId server, Notice notice) {
        each(invariant -> invariant.told(server, notice));
    }

    /** The node handed this message to the network. */
    public void sent(ServerId server, ServerId to, Message message) {
        // The only one that looks at every message; the others would do nothing.
        quorum.sent(server, to, message);
    }

    /** That promise has become durable there. */
    public void durable(ServerId server, Promise promise) {
        each(invariant -> invariant.durable(server, promise));
        chosenViews
                .durable(server, promise)
                .ifPresent(choice -> each(invariant -> invariant.chosen(choice)));
    }

    /** The node started that script in the step that is just over. */
    public void running(ServerId server, Run run, Status status) {
        each(invariant -> invariant.running(server, run, status));
    }

    /** The node installed a view in the step that is just over. */
    public void installed(ServerId server, Status status) {
        each(invariant -> invariant.installed(server, status));
    }

    /** The node was told that a rival says that it has that thing. */
    public void contested(ServerId server, Thing thing, Status before, Status after) {
        each(invariant -> invariant.contested(server, thing, before, after));
    }

    /** A driver says the last will there, which names that life. */
    public void willed(ServerId server, long identity, long incarnation) {
        each(invariant -> invariant.willed(server, identity, incarnation));
    }

    /** What kept that server from lowering what it holds has been over for the guard. */
    public void excusesEnd(ServerId server) {
        each(invariant -> invariant.excusesEnd(server));
    }

    private void each(Consumer<Invariant> ask) {
        everywhere.forEach(ask);
        count += everywhere.size();
    }

    /** What was chosen. */
    public ChosenViews chosenViews() {
        return chosenViews;
    }

    /** I6, to be asked for in the calm. */
    public NoLoss noLoss() {
        return noLoss;
    }

    /** I7, to be told of the total partition. */
    public NothingMovesInPartition partition() {
        return partition;
    }

    /** I8, to be told of the quiet. */
    public Stability stability() {
        return stability;
    }

    /** I9, for the documented example. */
    public DocumentedTables tables() {
        return tables;
    }

    /** How many questions were put to invariants. */
    public long count() {
        return count;
    }
}
