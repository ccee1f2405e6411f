package flip.lab.sim;

import flip.membership.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Who is left outside in the calm, and how: the others must go on without them. And between which
 * two of the others nothing passes directly, though both reach all others and are reached by them.
 */
final class Left {
    /** How a server is out of reach. */
    enum Way {
        /** Its machine is off. */
        OFF,
        /** It neither hears nor is heard. */
        CUT,
        /** It is heard, and hears nobody. */
        DEAF,
        /** It hears, and nobody hears it. */
        MUTE
    }

    /** Two servers that reach each other through relays only. */
    private record Link(ServerId one, ServerId other) {}

    /** Fewer pairs than this are tried. */
    private static final int MOST_PAIRS = 4;

    private final Cluster cluster;
    private final TreeMap<ServerId, Way> ways = new TreeMap<>();
    private Optional<Link> broken = Optional.empty();

    private Left(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Nobody. */
    static Left nobody(Cluster cluster) {
        return new Left(cluster);
    }

    /** Some, drawn at random, as long as the others can go on. */
    static Left some(Cluster cluster, Chaos chaos, RandomGenerator random, RandomGenerator links) {
        Left left = new Left(cluster);
        List<Host> core = new ArrayList<>(cluster.hosts());
        boolean formed =
                core.stream()
                        .anyMatch(
                                host ->
                                        host.disk()
                                                .promise()
                                                .filter(it -> it.known().isFormed())
                                                .isPresent());
        int most = random.nextInt(cluster.hosts().size());
        for (int tries = 0; formed && tries < most; tries++) {
            Host host = core.get(random.nextInt(core.size()));
            core.remove(host);
            if (chaos.survives(core)) {
                left.ways.put(host.id(), Way.values()[random.nextInt(Way.values().length)]);
            } else {
                core.add(host);
            }
        }
        int pairs = formed ? links.nextInt(MOST_PAIRS) : 0;
        for (int tried = 0; tried < pairs; tried++) {
            left.breakLink(core, chaos, links);
        }
        return left;
    }

    /** Breaks one, in place of another, if a quorum that knows all is left beside either end. */
    private void breakLink(List<Host> core, Chaos chaos, RandomGenerator random) {
        Host one = core.get(random.nextInt(core.size()));
        Host other = core.get(random.nextInt(core.size()));
        if (!one.equals(other)
                && chaos.survives(without(one, core))
                && chaos.survives(without(other, core))) {
            broken = Optional.of(new Link(one.id(), other.id()));
        }
    }

    private static List<Host> without(Host host, List<Host> core) {
        return core.stream().filter(each -> !each.equals(host)).toList();
    }

    /** From now on, or no longer. */
    void apply(boolean now) {
        broken.ifPresent(link -> cluster.part(List.of(link.one()), List.of(link.other()), now));
        for (ServerId one : ways.keySet()) {
            Way way = ways.get(one);
            for (ServerId other : cluster.servers()) {
                boolean both = ways.containsKey(other);
                if (both || way == Way.DEAF || way == Way.CUT) {
                    cluster.cut(other, one, now);
                }
                if (!both && (way == Way.MUTE || way == Way.CUT)) {
                    cluster.cut(one, other, now);
                }
            }
            if (way == Way.OFF && now) {
                cluster.turnOff(one);
            }
        }
        for (Host host : cluster.hosts()) {
            if (!now || ways.get(host.id()) != Way.OFF) {
                cluster.turnOn(host.id());
            }
        }
    }

    /** The others. */
    List<ServerId> connected() {
        return cluster.servers().stream().filter(id -> !ways.containsKey(id)).toList();
    }

    int size() {
        return ways.size();
    }

    @Override
    public String toString() {
        return (ways.isEmpty() ? "nobody is left out" : "left out: " + ways)
                + broken.map(link -> "; cut off from each other: " + link).orElse("");
    }
}
