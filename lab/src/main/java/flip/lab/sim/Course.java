package flip.lab.sim;

import com.google.common.collect.ImmutableSet;

/**
 * What a seed grows into: a cluster, and what is done to it.
 *
 * @param layout the first configuration
 * @param faults what goes wrong
 * @param pace how many spans (L + g) pass between two faults on average
 * @param chaosSpans how many spans of chaos there are
 * @param early whether chaos begins before the cluster is formed
 * @param rounds how often chaos is followed by calm
 */
record Course(
        Layout layout,
        ImmutableSet<Fault> faults,
        double pace,
        int chaosSpans,
        boolean early,
        int rounds) {}
