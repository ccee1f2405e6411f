package flip.membership;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/** Several memberships that hold nothing, on one perfect clock, a quick network and quick disks. */
final class Conversation {
    private static final Duration DELAY = Duration.ofNanos(300_000);
    private static final Duration DISK = Duration.ofMillis(1);
    private static final int MOST_STEPS = 100_000;

    private record Due(Moment at, long order, ServerId server, Runnable action) {}

    private final Configuration configuration;
    private final Rules rules;
    private final TreeMap<ServerId, Membership> running = new TreeMap<>();
    private final TreeMap<ServerId, Promise> disks = new TreeMap<>();
    private final TreeMap<ServerId, Long> durable = new TreeMap<>();
    private final TreeMap<ServerId, List<Effect.Say>> waiting = new TreeMap<>();
    private final TreeMap<ServerId, Integer> lives = new TreeMap<>();
    private final Set<String> cut = new LinkedHashSet<>();
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private final List<String> told = new ArrayList<>();
    private Moment now = new Moment(0);
    private long order;

    Conversation(Timing timing, Rules rules, String... ids) {
        this(timing, rules, voters(ids) / 2 + 1, ids);
    }

    Conversation(Timing timing, Rules rules, int quorum, String... ids) {
        this.rules = rules;
        List<Server> servers = new ArrayList<>();
        for (String id : ids) {
            boolean voter = !id.startsWith("n");
            servers.add(new Server(new ServerId(id), "10.0.0.1", 2200, Server.LAST, voter));
        }
        Roster roster = Roster.of(servers);
        configuration = new Configuration(1, 7, quorum, roster, timing, "v1");
    }

    private static int voters(String... ids) {
        return (int) Arrays.stream(ids).filter(id -> !id.startsWith("n")).count();
    }

    static Timing quick() {
        return new Timing(
                Duration.ofMillis(100),
                Duration.ofMillis(150),
                Duration.ofMillis(50),
                Duration.ZERO,
                3);
    }

    Conversation start(String... ids) {
        for (String name : ids) {
            ServerId id = new ServerId(name);
            int life = lives.merge(id, 1, Integer::sum);
            Function<String, Configuration> reader = text -> configuration;
            Membership membership =
                    new Membership(
                            id,
                            configuration,
                            reader,
                            Optional.ofNullable(disks.get(id)),
                            new SplittableRandom(name.hashCode() * 31L + life),
                            now,
                            rules);
            running.put(id, membership);
            durable.put(id, 0L);
            waiting.put(id, new ArrayList<>());
            perform(id, membership.tick(now));
            perform(id, membership.released(now));
        }
        return this;
    }

    Conversation crash(String... ids) {
        for (String name : ids) {
            running.remove(new ServerId(name));
            lives.merge(new ServerId(name), 1, Integer::sum);
        }
        return this;
    }

    Conversation loseDisk(String id) {
        disks.remove(new ServerId(id));
        return this;
    }

    /** Nothing that the first says reaches the second. */
    Conversation cut(String from, String to) {
        cut.add(from + ">" + to);
        return this;
    }

    Conversation isolate(String id) {
        configuration
                .roster()
                .ids()
                .forEach(other -> cut(id, other.value()).cut(other.value(), id));
        return this;
    }

    Conversation mend(String from, String to) {
        cut.remove(from + ">" + to);
        return this;
    }

    Conversation heal() {
        cut.clear();
        return this;
    }

    Membership get(String id) {
        return Optional.ofNullable(running.get(new ServerId(id))).orElseThrow();
    }

    Moment now() {
        return now;
    }

    List<String> told() {
        return told;
    }

    /** An operator brings it a configuration that differs from the others' by the digest. */
    void offers(String id, long version, long digest) {
        Configuration offered =
                new Configuration(
                        version,
                        digest,
                        configuration.quorum(),
                        configuration.roster(),
                        configuration.timing(),
                        "v" + version + " " + digest);
        perform(new ServerId(id), get(id).offered(now, offered));
    }

    void leave(String id) {
        perform(new ServerId(id), get(id).leave(now));
    }

    boolean isRunning(String id) {
        return running.containsKey(new ServerId(id));
    }

    /** States of all servers, as that one has installed them: "a up, b down". */
    String view(String of) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<ServerId, Standing> entry : get(of).view().standings().entrySet()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(entry.getKey())
                    .append(' ')
                    .append(entry.getValue().state().name().toLowerCase(java.util.Locale.ROOT));
        }
        return text.toString();
    }

    Conversation runFor(Duration length) {
        Moment end = now.plus(length);
        int steps = 0;
        while (true) {
            if (++steps > MOST_STEPS) {
                throw new AssertionError("time stands still at " + now);
            }
            Moment next = end;
            for (Membership membership : running.values()) {
                next = Moment.earlier(next, membership.wakeAt());
            }
            if (!queue.isEmpty()) {
                next = Moment.earlier(next, queue.element().at());
            }
            now = Moment.later(now, next);
            while (!queue.isEmpty() && !queue.element().at().isAfter(now)) {
                queue.remove().action().run();
            }
            for (ServerId id : List.copyOf(running.keySet())) {
                Membership membership = running.get(id);
                if (membership != null && !membership.wakeAt().isAfter(now)) {
                    perform(id, membership.tick(now));
                }
            }
            if (!now.isBefore(end)) {
                return this;
            }
        }
    }

    private List<Effect.Say> saying(ServerId id) {
        return waiting.computeIfAbsent(id, none -> new ArrayList<>());
    }

    private void later(Duration delay, ServerId server, Runnable action) {
        queue.add(new Due(now.plus(delay), order++, server, action));
    }

    private void perform(ServerId id, List<Effect> effects) {
        Membership membership = running.get(id);
        if (membership == null) {
            return;
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.Say say) {
                if (say.after() > durable.getOrDefault(id, 0L)) {
                    saying(id).add(say);
                } else {
                    say(id, membership, say);
                }
            } else if (effect instanceof Effect.PassOn passOn) {
                deliver(id, passOn.to(), membership.stamped(now, passOn.to(), passOn.relay()));
            } else if (effect instanceof Effect.Persist persist) {
                int life = lives.getOrDefault(id, 0);
                later(DISK, id, () -> persisted(id, life, persist));
            } else if (effect instanceof Effect.Relinquish) {
                later(Duration.ZERO, id, () -> perform(id, membership.released(now)));
            } else if (effect instanceof Effect.Depart) {
                crash(id.value());
            } else if (effect instanceof Effect.Halt halt) {
                told.add(id + ": " + halt.reason());
                crash(id.value());
            } else if (effect instanceof Effect.Install install) {
                later(
                        Duration.ZERO,
                        id,
                        () -> perform(id, membership.settled(now, install.view().epoch())));
            } else if (effect instanceof Effect.Note note) {
                told.add(now + " " + id + ": " + note.notice().sentence());
            }
        }
    }

    private void persisted(ServerId id, int life, Effect.Persist persist) {
        Membership membership = running.get(id);
        if (membership == null || lives.getOrDefault(id, 0) != life) {
            return;
        }
        disks.put(id, persist.promise());
        durable.put(id, persist.number());
        List<Effect.Say> ready =
                saying(id).stream().filter(say -> say.after() <= persist.number()).toList();
        saying(id).removeAll(ready);
        perform(id, membership.persisted(now, persist.number()));
        ready.forEach(say -> say(id, membership, say));
    }

    private void say(ServerId id, Membership membership, Effect.Say say) {
        if (say.to().equals(id)) {
            later(Duration.ZERO, id, () -> perform(id, membership.heardSelf(now, say.body())));
        } else {
            deliver(id, say.to(), membership.stamped(now, say.to(), say.body()));
        }
    }

    private void deliver(ServerId from, ServerId to, Message message) {
        Message copy = decoded(message);
        later(
                DELAY,
                to,
                () -> {
                    Membership receiver = running.get(to);
                    if (receiver != null && !cut.contains(from + ">" + to)) {
                        perform(to, receiver.received(now, copy));
                    }
                });
    }

    private static Message decoded(Message message) {
        try {
            return Wire.decode(Wire.encode(message));
        } catch (WireException wrong) {
            throw new AssertionError("our own message cannot be read: " + message, wrong);
        }
    }

    /** What was told of one kind of notice. */
    ImmutableList<String> toldOf(String part) {
        return told.stream()
                .filter(line -> line.contains(part))
                .collect(ImmutableList.toImmutableList());
    }
}
