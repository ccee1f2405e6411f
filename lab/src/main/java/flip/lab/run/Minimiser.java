package flip.lab.run;

import flip.lab.sim.Fault;
import flip.lab.sim.Report;
import flip.lab.sim.Seed;
import flip.lab.sim.Swarm;
import flip.membership.Rules;
import java.util.EnumSet;

/** Makes a violation small: whatever it does not need is left out. */
final class Minimiser {
    private Minimiser() {}

    /**
     * The faults without which the seed no longer violates the same invariant: each in turn is left
     * out for good if it can be.
     *
     * @param first what came of the seed with all of them; a violation
     */
    static EnumSet<Fault> faults(Report first, Swarm swarm, Rules rules) {
        String invariant = first.violation().orElseThrow().invariant();
        EnumSet<Fault> needed = EnumSet.noneOf(Fault.class);
        needed.addAll(first.faults());
        for (Fault fault : first.faults()) {
            EnumSet<Fault> fewer = EnumSet.copyOf(needed);
            fewer.remove(fault);
            Report again = Seed.run(first.seed(), swarm.allowing(fewer), rules);
            if (again.violation().filter(it -> it.invariant().equals(invariant)).isPresent()) {
                needed = fewer;
            }
        }
        return needed;
    }
}
