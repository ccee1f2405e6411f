package flip.lab.sim;

import flip.membership.Message;
import flip.membership.ServerId;
import flip.membership.Wire;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Carries messages as bytes; loses, repeats, delays and reorders them; is cut one way or both. */
final class Network {
    /** What becomes of one message in a scenario made by hand. */
    enum Fate {
        DELIVER,
        DROP
    }

    /** Decides in a scenario made by hand. */
    @FunctionalInterface
    interface Judge {
        Fate judge(ServerId from, ServerId to, Message message);
    }

    /** Where messages arrive. */
    @FunctionalInterface
    interface Receiver {
        void arrived(ServerId to, Message message);
    }

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Receiver receiver;
    private final TreeMap<ServerId, Integer> indices = new TreeMap<>();
    private final int[][] cuts;
    private final long[][] extraNanos;
    private Weather weather = Weather.FAIR;
    private Judge judge = (from, to, message) -> Fate.DELIVER;
    private long sent;
    private long bytes;
    private int largest;

    Network(Simulation simulation, List<ServerId> servers, Receiver receiver) {
        this.simulation = simulation;
        this.receiver = receiver;
        random = simulation.random("network");
        servers.forEach(server -> indices.put(server, indices.size()));
        cuts = new int[servers.size()][servers.size()];
        extraNanos = new long[servers.size()][servers.size()];
    }

    /** Sends it. */
    void send(ServerId from, ServerId to, Message message) {
        byte[] packet = Wire.encode(message);
        sent++;
        bytes += packet.length;
        largest = Math.max(largest, packet.length);
        simulation.trace().count(simulation.nowNanos(), Arrays.hashCode(packet));
        if (judge.judge(from, to, message) == Fate.DROP) {
            return;
        }
        if (isCut(from, to) || random.nextDouble() < weather.loss()) {
            return;
        }
        carry(from, to, packet);
        if (weather.duplication() > 0 && random.nextDouble() < weather.duplication()) {
            carry(from, to, packet);
        }
    }

    private void carry(ServerId from, ServerId to, byte[] packet) {
        long delay =
                weather.delayNanos()
                        + extraNanos[index(from)][index(to)]
                        + Math.round(-Math.log(1 - random.nextDouble()) * weather.jitterNanos());
        if (weather.lateness() > 0 && random.nextDouble() < weather.lateness()) {
            delay += random.nextLong(weather.lateNanos());
        }
        simulation.after(
                delay,
                () -> {
                    if (!isCut(from, to)) {
                        receiver.arrived(to, Bytes.message(packet));
                    }
                });
    }

    /** Another cut of that direction, if there is one already. */
    void cut(ServerId from, ServerId to) {
        cuts[index(from)][index(to)]++;
    }

    /** Ends one cut of that direction. */
    void mend(ServerId from, ServerId to) {
        cuts[index(from)][index(to)]--;
    }

    /** Ends all cuts. */
    void mendAll() {
        for (int[] row : cuts) {
            Arrays.fill(row, 0);
        }
    }

    boolean isCut(ServerId from, ServerId to) {
        return cuts[index(from)][index(to)] > 0;
    }

    /** One direction is longer than others. */
    void lengthen(ServerId from, ServerId to, long nanos) {
        extraNanos[index(from)][index(to)] = nanos;
    }

    void weather(Weather now) {
        weather = now;
    }

    void judge(Judge now) {
        judge = now;
    }

    private int index(ServerId server) {
        Integer found = indices.get(server);
        if (found == null) {
            throw new IllegalArgumentException("no such server: " + server);
        }
        return found;
    }

    long sent() {
        return sent;
    }

    long bytes() {
        return bytes;
    }

    int largest() {
        return largest;
    }
}
