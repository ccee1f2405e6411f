package flip.lab.faults;

import flip.lab.e2e.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * One line of the matrix.
 *
 * @param name on the command line and on the page
 * @param about what is done, for the reader of the page
 * @param runs of each variant
 * @param variants of the fault, which take turns
 * @param fault by the number of the run, counted from 1
 * @param settling what has to happen once the fault is over, which says how long that may take
 * @param noticed the client's silence counts when it is longer
 * @param length how long a run takes, about
 * @param moreStableThanOthers whether flip has to make fewer than a tenth of the others' moves
 * @param alone whether it wants the machine for itself, as its limits are tens of milliseconds, or
 *     as it keeps all of it busy
 */
record Cell(
        String name,
        String about,
        Size size,
        Timings timings,
        int runs,
        int variants,
        Set<Setup> setups,
        Preparation preparation,
        IntFunction<Injection> fault,
        SettleLimit settling,
        Function<Setup, Allowed> allowed,
        Map<Setup, List<Requirement>> wanted,
        Duration noticed,
        Duration length,
        boolean moreStableThanOthers,
        boolean alone) {

    static Builder named(String name, String about) {
        return new Builder(name, about);
    }

    /** What is asked of a program; of others than flip nothing is. */
    List<Requirement> requirements(Setup setup) {
        if (!setup.isFlip()) {
            return List.of();
        }
        Allowed allows = allowed.apply(setup);
        List<Requirement> requirements = new ArrayList<>();
        requirements.add(Requirement.worst(Measure.PLUMBED, allows.plumbedMillis()));
        requirements.add(Requirement.worst(Measure.ANSWERING, allows.answeringMillis()));
        double bound = settling.bound(timings).toMillis();
        requirements.add(Requirement.worst(Measure.SETTLED, bound));
        requirements.addAll(wanted.getOrDefault(setup, List.of()));
        return requirements;
    }

    /** About how long all its runs with these take. */
    Duration estimate(Set<Setup> measured, int times) {
        int all = times * variants;
        long programs = setups.stream().filter(measured::contains).count();
        Duration starts =
                Duration.ofSeconds(6).multipliedBy((all + CellTurns.RUNS - 1) / CellTurns.RUNS);
        return length.multipliedBy(all).plus(starts).multipliedBy(programs);
    }

    /** A cell as it is written down; what is not said is as in most. */
    static final class Builder {
        private static final Duration NOTICED = Duration.ofMillis(30);

        private final String name;
        private final String about;
        private Size size = Size.DOCUMENTED;
        private Timings timings = Timings.DOCUMENTED;
        private int runs = 5;
        private int variants = 1;
        private boolean moreStableThanOthers;
        private boolean alone;
        private final EnumSet<Setup> setups = EnumSet.complementOf(EnumSet.of(Setup.KEEPALIVED));
        private Preparation preparation = Preparation.NONE;
        private SettleLimit settling = SettleLimit.HEAL;
        private Function<Setup, Allowed> allowed = setup -> Allowed.NOTHING;
        private final Map<Setup, List<Requirement>> wanted = new EnumMap<>(Setup.class);
        private Duration noticed = NOTICED;
        private Duration extra = Duration.ZERO;

        private Builder(String name, String about) {
            this.name = name;
            this.about = about;
        }

        Builder size(int servers, int addresses) {
            size = new Size(servers, addresses);
            return this;
        }

        Builder timings(Timings chosen) {
            timings = chosen;
            return this;
        }

        Builder runs(int number) {
            runs = number;
            return this;
        }

        /** Each of so many variants is run so often. */
        Builder variants(int number) {
            variants = number;
            return this;
        }

        Builder moreStableThanOthers() {
            moreStableThanOthers = true;
            return this;
        }

        /** No other cell is measured beside it. */
        Builder alone() {
            alone = true;
            return this;
        }

        /** Debian's keepalived can do it too. */
        Builder besideKeepalived() {
            setups.add(Setup.KEEPALIVED);
            return this;
        }

        Builder only(Setup... chosen) {
            setups.clear();
            setups.addAll(List.of(chosen));
            return this;
        }

        Builder prepared(Preparation chosen) {
            preparation = chosen;
            return this;
        }

        Builder settling(SettleLimit chosen) {
            settling = chosen;
            return this;
        }

        Builder allowing(Function<Setup, Allowed> chosen) {
            allowed = chosen;
            return this;
        }

        /** Something is asked of all setups of flip. */
        Builder wanting(Requirement requirement) {
            setups.stream().filter(Setup::isFlip).forEach(setup -> wanting(setup, requirement));
            return this;
        }

        Builder wanting(Setup setup, Requirement requirement) {
            wanted.computeIfAbsent(setup, each -> new ArrayList<>()).add(requirement);
            return this;
        }

        Builder noticing(Duration silence) {
            noticed = silence;
            return this;
        }

        /** Beyond what it takes others to take over and all to come back. */
        Builder taking(Duration more) {
            extra = more;
            return this;
        }

        Cell fault(Injection fault) {
            return faults(run -> fault);
        }

        Cell faults(IntFunction<Injection> fault) {
            Duration length =
                    timings.pingTimeout()
                            .plus(timings.guard())
                            .multipliedBy(2)
                            .plus(timings.gossipInterval().multipliedBy(4))
                            .plus(Duration.ofSeconds(2))
                            .plus(extra);
            return new Cell(
                    name,
                    about,
                    size,
                    timings,
                    runs,
                    variants,
                    Set.copyOf(setups),
                    preparation,
                    fault,
                    settling,
                    allowed,
                    Map.copyOf(wanted),
                    noticed,
                    length,
                    moreStableThanOthers,
                    alone);
        }
    }
}
