package flip.membership;

import java.util.Optional;

/**
 * How this server leaves its lineage: it gives everything up, sets its promise aside, and begins
 * anew. So it does for a lineage of which it meets a quorum, for one that succeeds its own, and
 * when it follows an operator's word.
 */
final class Succession {
    private final Self self;
    private final Life life;
    private final Listener listener;
    private final Register register;
    private final Lineages lineages;
    private final Recovering recovering;
    private boolean begun;

    Succession(
            Self self,
            Life life,
            Listener listener,
            Register register,
            Lineages lineages,
            Recovering recovering) {
        this.self = self;
        this.life = life;
        this.listener = listener;
        this.register = register;
        this.lineages = lineages;
        this.recovering = recovering;
    }

    /** Whether this server is about to begin anew. */
    boolean isBegun() {
        return begun;
    }

    /** Once in a gossip interval. */
    void look(Moment now, Doing doing) {
        recovering.tick(now, doing);
        Optional<Long> foreign = register.foreignLineage(now);
        if (!self.known().isFormed()) {
            foreign.ifPresent(lineage -> listener.askForView(now, lineage, doing));
            return;
        }
        if (foreign.filter(lineage -> isToYieldTo(now, lineage)).isPresent()) {
            begin(
                    "a quorum of the voters belongs to another cluster than this promise file",
                    Optional.empty(),
                    doing);
        }
    }

    private boolean isToYieldTo(Moment now, long lineage) {
        boolean former = lineages.find(lineage).filter(self.known()::succeeds).isPresent();
        return !former && register.isLeftFor(now, lineage);
    }

    /** After anything that may have decided it: the less of two clusters at a time the better. */
    void follow(Moment now, Doing doing) {
        if (begun) {
            return;
        }
        boolean succeeded =
                self.rules().has(Rule.SUCCESSOR_IS_FOLLOWED)
                        && self.known().isFormed()
                        && lineages.successor(now).isPresent();
        if (succeeded) {
            begin(
                    "an operator said that this server, or others of its cluster, were lost, and a new"
                            + " cluster was formed without them",
                    Optional.empty(),
                    doing);
        }
        recovering
                .decided()
                .ifPresent(
                        with ->
                                begin(
                                        "an operator said that "
                                                + String.join(
                                                        ", ",
                                                        with.recovery().lost().stream()
                                                                .map(ServerId::value)
                                                                .toList())
                                                + (with.recovery().lost().size() == 1
                                                        ? " is lost for good"
                                                        : " are lost for good"),
                                        Optional.of(with),
                                        doing));
    }

    private void begin(String reason, Optional<Promise> with, Doing doing) {
        if (!begun) {
            begun = true;
            life.relinquish();
            doing.add(new Effect.StartAnew(reason, with));
        }
    }
}
