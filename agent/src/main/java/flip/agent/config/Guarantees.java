package flip.agent.config;

import com.google.common.collect.ImmutableList;
import flip.agent.process.ScriptRunner;
import flip.membership.Configuration;
import flip.membership.Timing;
import flip.systems.Catalog;
import flip.systems.SystemSpec;
import flip.systems.Tool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a configuration promises, computed from its timings and said plainly.
 *
 * @param sentences one a line
 */
public record Guarantees(ImmutableList<String> sentences) {
    private static final String SCRIPTS_KILLED =
            "  its agent is killed or hangs, and its host lives on: until `flip release` is run there, or"
                    + " its agent is started again";

    private static final String APART =
            "  it is cut off from the others: for the length of the partition";

    private static final String CUT_OFF =
            APART + "; where ARP still passes, until it hears the other one announce";

    private static final String AND_ITS_DRIVER =
            "; if the driver is killed too: until `flip release` is run there;"
                    + " if it hangs: until it is killed and then that is run";

    private static final String STOPPED_DRIVER =
            "  its agent is killed or hangs, and its host lives on: 0, its driver gives everything back"
                    + AND_ITS_DRIVER;

    private static final String DRIVEN =
            "  it is cut off from the others: 0, its driver gives everything back when the lease ends";

    /** Of that configuration. */
    public static Guarantees of(Catalog catalog) {
        Configuration configuration = catalog.configuration();
        if (configuration.roster().servers().size() == 1) {
            return new Guarantees(
                    ImmutableList.of("There is one server: nobody takes over when it is lost."));
        }
        List<String> sentences = new ArrayList<>();
        sentences.add(agreement(configuration));
        sentences.add(failover(configuration.timing()));
        sentences.add(
                "Planned move (the agent is told to stop): at once, in the time that the down"
                        + " script and then the alive script take.");
        List<String> owners = owners(catalog);
        if (!configuration.isMajority() && !owners.isEmpty()) {
            sentences.add(
                    "Two owners at most: whatever cuts the servers into two halves, for the length"
                            + " of the partition: quorum "
                            + configuration.quorum()
                            + " is no majority.");
        } else {
            sentences.addAll(owners);
        }
        sentences.addAll(Traffic.of(configuration).sentences());
        return new Guarantees(ImmutableList.copyOf(sentences));
    }

    private static String agreement(Configuration configuration) {
        int voters = configuration.roster().voters().size();
        int spare = voters - configuration.quorum();
        return "Nothing moves unless "
                + configuration.quorum()
                + " of "
                + count(voters, "voter", "voters")
                + " agree; "
                + (spare == 0 ? "no voter" : "any " + count(spare, "voter", "voters"))
                + " can be lost and the others go on.";
    }

    private static String failover(Timing timing) {
        Duration most = timing.longestGrant();
        Duration average = most.minus(timing.gossipInterval().dividedBy(2));
        return "Failover, when a server is lost: at most "
                + Durations.spelled(most)
                + ", on average "
                + Durations.spelled(average)
                + ", then two round trips and the alive script.";
    }

    /** For each policy, the systems with scripts and then those with a driver. */
    private static List<String> owners(Catalog catalog) {
        List<String> sentences = new ArrayList<>();
        for (boolean driver : new boolean[] {false, true}) {
            for (boolean yields : new boolean[] {false, true}) {
                List<String> frozen =
                        systems(
                                catalog,
                                SystemSpec.NoQuorumPolicy.FREEZE,
                                driver,
                                spec -> yields(spec) == yields);
                if (!frozen.isEmpty()) {
                    String killed = driver ? STOPPED_DRIVER : SCRIPTS_KILLED;
                    Duration handover = shortestHandover(catalog, frozen);
                    sentences.addAll(frozen(frozen, handover, yields ? CUT_OFF : APART, killed));
                }
            }
        }
        for (boolean driver : new boolean[] {false, true}) {
            List<String> stopped =
                    systems(catalog, SystemSpec.NoQuorumPolicy.STOP, driver, spec -> true);
            if (!stopped.isEmpty()) {
                String cutOff = driver ? DRIVEN : lowered(catalog, stopped);
                String killed = driver ? STOPPED_DRIVER : SCRIPTS_KILLED;
                sentences.addAll(stopped(catalog.configuration(), stopped, cutOff, killed));
            }
        }
        return sentences;
    }

    private static boolean yields(SystemSpec spec) {
        return spec.conflict() == SystemSpec.Conflict.YIELD && Watched.isAll(spec);
    }

    private static List<String> frozen(
            List<String> systems, Duration handover, String cutOff, String killed) {
        return List.of(
                named(systems, "freeze"),
                "  its host is lost: 0; nobody hears anybody: 0, nothing moves",
                cutOff,
                killed,
                "  its down script fails: from "
                        + Durations.spelled(handover)
                        + " after the move until the script succeeds");
    }

    private static List<String> stopped(
            Configuration configuration, List<String> systems, String cutOff, String killed) {
        return List.of(
                named(systems, "stop"),
                "  its host is lost: 0; nobody hears anybody: 0, " + alone(configuration),
                cutOff,
                killed,
                "  its down script fails while both are there: 0, nobody takes the datum");
    }

    /** A lease takes so many grants that nobody else can have a quorum; one's own is one. */
    private static String alone(Configuration configuration) {
        int voters = configuration.roster().voters().size();
        return voters - configuration.quorum() == 0
                ? "each voter keeps what it has"
                : "everything is given up";
    }

    private static String lowered(Catalog catalog, List<String> systems) {
        Duration guard = catalog.configuration().timing().guard();
        long data =
                catalog.systems().values().stream()
                        .filter(spec -> systems.contains(spec.name()))
                        .mapToLong(Guarantees::countData)
                        .sum();
        return "  it is cut off from the others: 0, if all its down scripts"
                + (data > ScriptRunner.MOST_LOWERING
                        ? ", " + ScriptRunner.MOST_LOWERING + " at a time,"
                        : "")
                + " end within "
                + Durations.spelled(guard.multipliedBy(3).dividedBy(4))
                + ", or within "
                + Durations.spelled(guard)
                + " if no alive script hangs";
    }

    private static long countData(SystemSpec spec) {
        return spec.lots().stream().mapToLong(lot -> lot.data().size()).sum();
    }

    private static String named(List<String> systems, String policy) {
        return "Two owners at most, of a datum of "
                + Words.list(systems)
                + " ("
                + policy
                + "), when";
    }

    /** Data of a replicated system are on every server of it anyway. */
    private static List<String> systems(
            Catalog catalog,
            SystemSpec.NoQuorumPolicy policy,
            boolean driver,
            Predicate<SystemSpec> wanted) {
        return catalog.systems().values().stream()
                .filter(spec -> spec.policy() == policy)
                .filter(spec -> spec.tool() instanceof Tool.Driver == driver)
                .filter(spec -> spec.kind() != SystemSpec.Kind.REPLICATE)
                .filter(wanted)
                .map(SystemSpec::name)
                .toList();
    }

    private static Duration shortestHandover(Catalog catalog, List<String> names) {
        return catalog.systems().values().stream()
                .filter(spec -> names.contains(spec.name()))
                .map(SystemSpec::handoverTimeout)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
