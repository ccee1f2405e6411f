package flip.lab.sim;

import flip.membership.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Who is left outside in the calm, and how: the others must go on without them. */
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

    private final Cluster cluster;
    private final TreeMap<ServerId, Way> ways = new TreeMap<>();

    private Left(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Nobody. */
    static Left nobody(Cluster cluster) {
        return new Left(cluster);
    }

    /** Some, drawn at random, as long as the others can go on. */
    static Left some(Cluster cluster, Chaos chaos, RandomGenerator random) {
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
        return left;
    }

    /** From now on, or no longer. */
    void apply(boolean now) {
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
        return ways.isEmpty() ? "nobody is left out" : "left out: " + ways;
    }
}
