package flip.lab.check;

import flip.membership.ServerId;
import flip.membership.View;
import flip.systems.Status;
import flip.systems.SystemSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * I6: after faults end, within a bound, every server that a quorum reaches both ways is up with its
 * present incarnation and has a lease, every other is down, and every datum whose system has an
 * eligible up server is alive on exactly one (sharded) or on all (replicated); and no server is
 * excluded from a lot.
 */
public final class NoLoss {
    private final Truth truth;
    private final ChosenViews chosenViews;

    NoLoss(Truth truth, ChosenViews chosenViews) {
        this.truth = truth;
        this.chosenViews = chosenViews;
    }

    /** What is still missing, given who reaches each other both ways; empty when nothing is. */
    public Optional<String> missing(Collection<ServerId> connected) {
        Optional<View> highest = chosenViews.highest();
        if (highest.isEmpty()) {
            return Optional.of("no cluster is formed");
        }
        View view = highest.get();
        for (ServerId server : truth.servers()) {
            Optional<String> lacks =
                    connected.contains(server) && isNamed(server, view)
                            ? inside(server, view)
                            : outside(server, view);
            if (lacks.isPresent()) {
                return lacks.map(what -> server + " " + what);
            }
        }
        // Not of those who are outside, either: what nobody ends takes a place for ever.
        if (!view.exclusions().isEmpty()) {
            return Optional.of("somebody is still excluded: " + view.exclusions());
        }
        return connected.stream()
                .filter(server -> isNamed(server, view))
                .flatMap(server -> truth.status(server).stream())
                .findFirst()
                .flatMap(status -> misplaced(status, connected));
    }

    /**
     * A cluster that an operator had formed anew does not know who was taken out of the
     * configuration before, and lets it in with the next one that has it.
     */
    private static boolean isNamed(ServerId server, View view) {
        return view.standings().containsKey(server);
    }

    /** Throws when anything is missing now. */
    public void require(Collection<ServerId> connected, String bound) {
        missing(connected)
                .ifPresent(
                        what -> {
                            throw new Violation(
                                    "I6",
                                    what
                                            + ", "
                                            + bound
                                            + " after the last fault, with "
                                            + connected
                                            + " connected; "
                                            + chosenViews.highest().map(View::toString).orElse(""));
                        });
    }

    private Optional<String> inside(ServerId server, View view) {
        Optional<Status> found = truth.status(server);
        if (found.isEmpty()) {
            return Optional.of("does not run");
        }
        Status status = found.get();
        if (!status.view().equals(view)) {
            return Optional.of("acts on view " + status.view().epoch() + " of " + view.epoch());
        }
        if (!view.isUp(server, status.identity(), status.incarnation())) {
            return Optional.of(
                    "is not up with incarnation "
                            + status.incarnation()
                            + status.waitingFor().map(it -> ": " + it).orElse(""));
        }
        if (!status.leased()) {
            return Optional.of("has no lease");
        }
        return status.configurationVersion() == view.configurationVersion()
                ? Optional.empty()
                : Optional.of("acts on configuration " + status.configurationVersion());
    }

    private Optional<String> outside(ServerId server, View view) {
        return view.isUp(server) ? Optional.of("is cut off and still up") : Optional.empty();
    }

    private Optional<String> misplaced(Status status, Collection<ServerId> connected) {
        for (Map.Entry<String, Status.SystemStatus> system : status.systems().entrySet()) {
            boolean stops = system.getValue().policy() == SystemSpec.NoQuorumPolicy.STOP;
            for (Status.LotStatus lot : system.getValue().lots().values()) {
                for (String datum : lot.data().keySet()) {
                    Optional<String> wrong =
                            misplaced(
                                    new Thing(system.getKey(), datum),
                                    lot.intended(),
                                    stops,
                                    connected);
                    if (wrong.isPresent()) {
                        return wrong;
                    }
                }
            }
        }
        return superfluous(status, connected);
    }

    private Optional<String> misplaced(
            Thing thing, List<ServerId> intended, boolean stops, Collection<ServerId> connected) {
        TreeSet<ServerId> holders = new TreeSet<>();
        for (Hold hold : truth.holds().of(thing)) {
            // Under freeze, who is cut off keeps what it has.
            if (stops || connected.contains(hold.server())) {
                holders.add(hold.server());
            }
        }
        if (!holders.equals(new TreeSet<>(intended))) {
            return Optional.of(thing + " is held by " + holders + ", and meant for " + intended);
        }
        for (ServerId holder : holders) {
            if (!isAlive(holder, thing)) {
                return Optional.of(thing + " is not alive yet on " + holder);
            }
        }
        return Optional.empty();
    }

    private boolean isAlive(ServerId server, Thing thing) {
        return truth.status(server).stream()
                .flatMap(
                        status ->
                                Optional.ofNullable(status.systems().get(thing.system())).stream())
                .flatMap(system -> system.lots().values().stream())
                .flatMap(lot -> Optional.ofNullable(lot.data().get(thing.datum())).stream())
                .anyMatch(datum -> datum.state() == Status.HoldingState.ALIVE);
    }

    private Optional<String> superfluous(Status status, Collection<ServerId> connected) {
        for (Hold hold : truth.holds().all()) {
            Status.SystemStatus system = status.systems().get(hold.thing().system());
            boolean known =
                    system != null
                            && system.lots().values().stream()
                                    .anyMatch(lot -> lot.data().containsKey(hold.thing().datum()));
            if (!known && connected.contains(hold.server())) {
                return Optional.of(hold + " is in no configuration any more");
            }
        }
        return Optional.empty();
    }
}
