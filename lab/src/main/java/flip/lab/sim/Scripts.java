package flip.lab.sim;

import flip.lab.check.Hindrance;
import flip.lab.check.Holds;
import flip.lab.check.Thing;
import flip.lab.check.Violation;
import flip.membership.ServerId;
import flip.systems.Event;
import flip.systems.Outcome;
import flip.systems.Run;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The scripts of one machine: they take time, fail or hang, and what they do is what is true. */
final class Scripts {
    private enum End {
        SUCCESS,
        FAILURE,
        CANCELLED
    }

    /** One script at work. */
    private static final class Work {
        private final Run run;
        private final long sinceNanos;
        private long endsNanos;
        private End end;

        Work(Run run, long sinceNanos, long endsNanos, End end) {
            this.run = run;
            this.sinceNanos = sinceNanos;
            this.endsNanos = endsNanos;
            this.end = end;
        }

        Thing thing() {
            return new Thing(run.system(), run.datum());
        }
    }

    private final ServerId server;
    private final Simulation simulation;
    private final RandomGenerator random;

    private final Clock clock;
    private final Holds holds;
    private final Consumer<Event> ended;
    private final Consumer<Thing> raised;
    private final TreeMap<Long, Work> works = new TreeMap<>();

    /** Of each thing whose last down failed, when the first of those in a row did. */
    private final TreeMap<Thing, Long> failingSince = new TreeMap<>();

    private Habits habits;
    private int boot;
    private long count;

    Scripts(
            ServerId server,
            Simulation simulation,
            Clock clock,
            Holds holds,
            Habits habits,
            Consumer<Event> ended,
            Consumer<Thing> raised) {
        this.server = server;
        this.simulation = simulation;
        this.random = simulation.random("scripts " + server);
        this.clock = clock;
        this.holds = holds;
        this.habits = habits;
        this.ended = ended;
        this.raised = raised;
    }

    void habits(Habits now) {
        habits = now;
    }

    /** Starts one. */
    void run(Run run) {
        Thing thing = new Thing(run.system(), run.datum());
        for (Work other : works.values()) {
            if (other.thing().equals(thing)) {
                throw new Violation(
                        "scripts",
                        server
                                + " starts "
                                + run.verb()
                                + " of "
                                + thing
                                + " while "
                                + other.run.verb()
                                + " still runs");
            }
        }
        count++;
        boolean alive = run.verb() == Run.Verb.ALIVE;
        long limit = run.limit().toNanos();
        long takes =
                Math.round(
                        (0.2 + 0.8 * random.nextDouble())
                                * (alive ? habits.aliveNanos() : habits.downNanos()));
        End end = random.nextDouble() < habits.failures() ? End.FAILURE : End.SUCCESS;
        if (random.nextDouble() < habits.slow()) {
            takes += Math.round(limit * 0.8 * random.nextDouble());
        }
        if (takes >= limit || random.nextDouble() < habits.hangs()) {
            takes = limit;
            end = End.FAILURE;
        }
        long at = simulation.nowNanos() + takes;
        if (!alive) {
            isLowered(thing, at, end != End.SUCCESS || takes > habits.latestDownNanos());
        }
        Work work = new Work(run, simulation.nowNanos(), at, end);
        works.put(run.id(), work);
        endAt(work, at);
    }

    /** Somebody has begun to lower it, perhaps of what a killed agent left, and ends then. */
    private void isLowered(Thing thing, long untilNanos, boolean badly) {
        holds.free(server, thing, Hindrance.KILL, Duration.ofNanos(simulation.nowNanos()));
        if (badly) {
            holds.failsAt(server, thing, Duration.ofNanos(untilNanos));
        }
    }

    private void endAt(Work work, long atNanos) {
        int mine = boot;
        simulation.at(atNanos, () -> clock.whenAwake(() -> endIf(mine, work, atNanos)));
    }

    private void endIf(int of, Work work, long atNanos) {
        if (of == boot && work.endsNanos == atNanos && works.containsValue(work)) {
            end(work);
        }
    }

    private void end(Work work) {
        works.remove(work.run.id());
        Duration took = Duration.ofNanos(simulation.nowNanos() - work.sinceNanos);
        if (work.run.verb() == Run.Verb.DOWN) {
            if (work.end == End.SUCCESS) {
                holds.end(server, work.thing());
                failingSince.remove(work.thing());
            } else {
                failingSince.putIfAbsent(work.thing(), simulation.nowNanos());
                holds.failsAt(server, work.thing(), Duration.ofNanos(simulation.nowNanos()));
            }
        }
        if (work.end == End.SUCCESS && work.run.verb() == Run.Verb.ALIVE) {
            raised.accept(work.thing());
        }
        Outcome outcome =
                switch (work.end) {
                    case SUCCESS -> new Outcome.Succeeded(took);
                    case FAILURE ->
                            new Outcome.Failed(
                                    took,
                                    took.compareTo(work.run.limit()) >= 0
                                            ? "time-out"
                                            : "exit code 1");
                    case CANCELLED -> new Outcome.Cancelled(took);
                };
        ended.accept(new Event.ScriptEnded(work.run.id(), outcome));
    }

    /** Ends one early. */
    void cancel(long id) {
        Optional.ofNullable(works.get(id))
                .filter(work -> work.end != End.CANCELLED)
                .ifPresent(
                        work -> {
                            long at =
                                    simulation.nowNanos()
                                            + random.nextLong(habits.cancelNanos() + 1);
                            if (at < work.endsNanos) {
                                work.end = End.CANCELLED;
                                work.endsNanos = at;
                                endAt(work, at);
                            }
                        });
    }

    /**
     * What a driver was asked for, and is not done within that limit, has failed. That the driver
     * is replaced then is one of the faults, and left to those.
     */
    void hurry(long id, Duration limit) {
        Optional.ofNullable(works.get(id))
                .filter(work -> work.end != End.CANCELLED)
                .ifPresent(
                        work -> {
                            long at =
                                    simulation.nowNanos()
                                            + limit.toNanos()
                                            + random.nextLong(habits.cancelNanos() + 1);
                            if (at < work.endsNanos) {
                                work.end = End.FAILURE;
                                work.endsNanos = at;
                                endAt(work, at);
                            }
                        });
    }

    /** What does these is gone: nobody knows how far it came. */
    void abort(Predicate<Run> which) {
        for (Work work : List.copyOf(works.values())) {
            if (which.test(work.run)) {
                work.end = End.FAILURE;
                end(work);
            }
        }
    }

    /** The machine is gone. */
    void crash() {
        kill();
        holds.wipe(server);
    }

    /** The agent is gone, and with it the scripts that it ran. */
    void kill() {
        boot++;
        works.clear();
        failingSince.clear();
    }

    /** What hangs is ended: the faults are over. */
    void hurry(long withinNanos) {
        List.copyOf(works.values()).stream()
                .filter(work -> work.endsNanos > simulation.nowNanos() + withinNanos)
                .forEach(
                        work -> {
                            work.endsNanos = simulation.nowNanos() + withinNanos;
                            endAt(work, work.endsNanos);
                        });
    }

    /** For how long one and the same down has failed again and again; zero where none does. */
    Duration longestFailing() {
        return failingSince.values().stream()
                .min(Comparator.naturalOrder())
                .map(since -> Duration.ofNanos(simulation.nowNanos() - since))
                .orElse(Duration.ZERO);
    }

    /** Whether the last down of that failed. */
    boolean isFailing(Thing thing) {
        return failingSince.containsKey(thing);
    }

    /** How many were started. */
    long count() {
        return count;
    }

    /** Whether one of these is not over. */
    boolean isRunning(Predicate<Run> which) {
        return works.values().stream().anyMatch(work -> which.test(work.run));
    }
}
