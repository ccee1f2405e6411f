package flip.lab.sim;

import flip.membership.Promise;
import flip.membership.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A server's disk. Promises become durable in order, as many at a time as wait; a crash keeps what
 * was durable, and perhaps what was just being written.
 */
final class Disk {
    /** Who is told what became durable. */
    interface Owner {
        /** It is on the disk. */
        void durable(Promise promise);

        /** The process hears of it. */
        void persisted(long number);
    }

    private record Write(Promise promise, long number) {}

    private final Simulation simulation;
    private final RandomGenerator random;
    private final Owner owner;
    private Optional<byte[]> durable = Optional.empty();
    private List<Write> waiting = new ArrayList<>();
    private List<Write> writing = List.of();
    private long stalledUntilNanos;
    private long latencyNanos = 1_000_000;
    private int boot;

    Disk(Simulation simulation, RandomGenerator random, Owner owner) {
        this.simulation = simulation;
        this.random = random;
        this.owner = owner;
    }

    /** What a process that starts now reads. */
    Optional<Promise> promise() {
        return durable.map(Bytes::promise);
    }

    void latency(long nanos) {
        latencyNanos = nanos;
    }

    void persist(Promise promise, long number) {
        waiting.add(new Write(promise, number));
        if (writing.isEmpty()) {
            write();
        }
    }

    private void write() {
        writing = waiting;
        waiting = new ArrayList<>();
        long takes = Math.round(latencyNanos * (0.5 + random.nextDouble()));
        long at = Math.max(simulation.nowNanos(), stalledUntilNanos) + takes;
        int mine = boot;
        simulation.at(at, () -> written(mine));
    }

    private void written(int of) {
        if (of != boot || writing.isEmpty()) {
            return;
        }
        if (simulation.nowNanos() < stalledUntilNanos) {
            simulation.at(stalledUntilNanos, () -> written(of));
            return;
        }
        List<Write> batch = writing;
        writing = List.of();
        batch.forEach(this::keep);
        long last = batch.get(batch.size() - 1).number();
        if (!waiting.isEmpty()) {
            write();
        }
        owner.persisted(last);
    }

    private void keep(Write write) {
        durable = Optional.of(Wire.encodePromise(write.promise()));
        owner.durable(write.promise());
    }

    /** Nothing gets through for that long. */
    void stall(long nanos) {
        stalledUntilNanos = Math.max(stalledUntilNanos, simulation.nowNanos() + nanos);
    }

    /** A stall ends early. */
    void stallEnds() {
        stalledUntilNanos = simulation.nowNanos();
        int mine = boot;
        simulation.after(latencyNanos, () -> written(mine));
    }

    /** The process ends: what was being written may or may not have got there. */
    void cut() {
        boot++;
        if (!writing.isEmpty() && random.nextBoolean()) {
            keep(writing.get(random.nextInt(writing.size())));
        }
        writing = List.of();
        waiting = new ArrayList<>();
    }

    /** The next process reads this; only while none runs. */
    void put(Promise promise) {
        durable = Optional.of(Wire.encodePromise(promise));
    }

    /** The disk is lost, or its file set aside. */
    void wipe() {
        boot++;
        writing = List.of();
        waiting = new ArrayList<>();
        durable = Optional.empty();
    }
}
