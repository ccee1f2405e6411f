package flip.lab.sim;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import flip.lab.check.Violation;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one seed.
 *
 * @param seed that
 * @param violation the invariant that did not hold
 * @param hash of the trace; the same for the same seed
 * @param elapsed virtual time
 * @param servers of the cluster
 * @param onlookers of them that do not vote
 * @param steps of nodes
 * @param messages that were sent
 * @param views that were chosen
 * @param scripts that were run
 * @param checks that were made
 * @param boundUsed the largest part of the bound of I6 that a convergence took
 * @param faults what could go wrong
 * @param counts how often each did
 */
public record Report(
        long seed,
        Optional<Violation> violation,
        long hash,
        Duration elapsed,
        int servers,
        int onlookers,
        long steps,
        long messages,
        long views,
        long scripts,
        long checks,
        double boundUsed,
        ImmutableSet<Fault> faults,
        ImmutableMap<Fault, Long> counts) {}
