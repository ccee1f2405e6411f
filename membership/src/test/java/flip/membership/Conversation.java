package flip.membership;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Several memberships that hold nothing, on one perfect clock, a quick network and quick disks, and
 * what a test does to them. A process is called as its server, or as that with an apostrophe: c' is
 * another machine with the id of c.
 */
final class Conversation {
    private static final Duration DELAY = Duration.ofNanos(300_000);
    private static final Duration DISK = Duration.ofMillis(1);
    private static final int MOST_STEPS_AT_ONCE = 1000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Configuration configuration;
    private final Rules rules;
    private final Violations violations = new Violations();
    private final TreeMap<String, Configuration> files = new TreeMap<>();
    final Texts texts = new Texts();
    private final TreeMap<String, Membership> running = new TreeMap<>();
    private final TreeMap<String, Promise> disks = new TreeMap<>();
    private final TreeMap<String, Long> durable = new TreeMap<>();
    private final TreeMap<String, List<Effect.Say>> waiting = new TreeMap<>();
    private final TreeMap<String, Integer> lives = new TreeMap<>();
    private final Set<String> cut = new LinkedHashSet<>();
    private final Set<String> holding = new LinkedHashSet<>();
    private Predicate<Letter> lost = letter -> false;
    private Predicate<Letter> late = letter -> false;
    private final List<Letter> held = new ArrayList<>();
    private final Schedule schedule = new Schedule();
    private final List<String> told = new ArrayList<>();
    private Moment now = new Moment(0);

    /** Steps in which time did not pass. */
    private int standing;

    Conversation(Timing timing, Rules rules, String... ids) {
        this(Files.of(1, timing, ids), rules);
    }

    Conversation(Timing timing, Rules rules, int quorum, String... ids) {
        this(Files.of(1, timing, quorum, ids), rules);
    }

    private Conversation(Configuration configuration, Rules rules) {
        this.configuration = configuration;
        this.rules = rules;
        texts.write(configuration);
    }

    static Timing quick() {
        return new Timing(
                Duration.ofMillis(100),
                Duration.ofMillis(150),
                Duration.ofMillis(50),
                Duration.ZERO,
                3);
    }

    private static ServerId id(String process) {
        return new ServerId(process.replace("'", ""));
    }

    /** That process brings another file than the others. */
    Conversation file(String process, Configuration file) {
        files.put(process, file);
        texts.write(file);
        return this;
    }

    Conversation start(String... processes) {
        for (String name : processes) {
            int life = lives.merge(name, 1, Integer::sum);
            Membership membership =
                    new Membership(
                            id(name),
                            files.getOrDefault(name, configuration),
                            texts.reader(name),
                            Optional.ofNullable(disks.get(name)),
                            new SplittableRandom(name.hashCode() * 31L + life),
                            now,
                            rules);
            running.put(name, membership);
            durable.put(name, 0L);
            waiting.put(name, new ArrayList<>());
            perform(name, membership.tick(now));
            perform(name, membership.released(now));
        }
        return this;
    }

    Conversation crash(String... processes) {
        for (String name : processes) {
            running.remove(name);
            lives.merge(name, 1, Integer::sum);
        }
        return this;
    }

    Conversation loseDisk(String process) {
        disks.remove(process);
        return this;
    }

    /** Nothing that the first says reaches the second. */
    Conversation cut(String from, String to) {
        cut.add(from + ">" + to);
        return this;
    }

    /** Neither hears the other. */
    Conversation cutBoth(String one, String other) {
        return cut(one, other).cut(other, one);
    }

    Conversation mend(String from, String to) {
        cut.remove(from + ">" + to);
        return this;
    }

    /** Both hear each other again. */
    Conversation mendBoth(String one, String other) {
        return mend(one, other).mend(other, one);
    }

    Conversation isolate(String process) {
        for (ServerId other : configuration.roster().ids()) {
            cutBoth(process, other.value()).cutBoth(process, other.value() + "'");
        }
        return this;
    }

    /** Every link works again, and what is sent from now on arrives. */
    Conversation heal() {
        cut.clear();
        lost = letter -> false;
        return this;
    }

    /** Of what is sent from now on, this never arrives. */
    Conversation lose(Predicate<Letter> which) {
        lost = which;
        return this;
    }

    /** Of what is sent from now on, this arrives when it is released, whatever was cut since. */
    Conversation hold(Predicate<Letter> which) {
        late = which;
        return this;
    }

    /** Whether something is held. */
    boolean isHolding() {
        return !held.isEmpty();
    }

    Conversation release() {
        late = letter -> false;
        List<Letter> letters = List.copyOf(held);
        held.clear();
        letters.forEach(this::arrives);
        return this;
    }

    Membership get(String process) {
        return Optional.ofNullable(running.get(process)).orElseThrow();
    }

    Moment now() {
        return now;
    }

    List<String> told() {
        return told;
    }

    /** An operator brings it a configuration that differs from the others' by the digest. */
    void offers(String process, long version, long digest) {
        offers(process, Files.differing(configuration, version, digest));
    }

    void offers(String process, Configuration offered) {
        texts.write(offered);
        perform(process, get(process).offered(now, offered));
    }

    /** It says that to all others, whatever it thinks of it. */
    void says(String process, Message.Body body) {
        for (ServerId other : configuration.roster().ids()) {
            if (!other.equals(id(process))) {
                send(process, other, get(process).stamped(now, other, body));
            }
        }
    }

    /** Its clock stood still for a while. */
    void jump(String process) {
        perform(process, get(process).clockJumped(now));
    }

    void recover(String process, String... lost) {
        perform(process, get(process).recover(now, Files.ids(lost)));
    }

    void leave(String process) {
        perform(process, get(process).leave(now));
    }

    /** What that process holds cannot be given up before it lets go. */
    Conversation holdingOn(String process) {
        holding.add(process);
        return this;
    }

    void letGo(String process) {
        holding.remove(process);
        perform(process, get(process).released(now));
    }

    /** That server asks not to be given those lots. */
    void excluding(String process, String system, String... lots) {
        Stream<Exclusion> all = Stream.of(lots).map(lot -> new Exclusion(id(process), system, lot));
        perform(process, get(process).excluding(now, all.toList()));
    }

    boolean isRunning(String process) {
        return running.containsKey(process);
    }

    boolean isLeased(String process) {
        return now.isBefore(get(process).leaseUntil());
    }

    /** The invariants that were broken so far, each with what broke it. */
    ImmutableList<String> violations() {
        return violations.found();
    }

    /** States of all servers, as that one has installed them: "a up, b down". */
    String view(String of) {
        return get(of).view().standings().entrySet().stream()
                .map(entry -> entry.getKey() + " " + Files.word(entry.getValue().state()))
                .collect(joining(", "));
    }

    Conversation runFor(Duration length) {
        Moment end = now.plus(length);
        while (now.isBefore(end)) {
            step(end);
        }
        return this;
    }

    /** Until that holds: it is looked at after each moment in which anything happens. */
    Conversation runUntil(BooleanSupplier condition) {
        Moment end = now.plus(LONGEST_WAIT);
        while (!condition.getAsBoolean()) {
            if (!now.isBefore(end)) {
                throw new AssertionError("not within 10 s:\n" + String.join("\n", told));
            }
            step(end);
        }
        return this;
    }

    private void step(Moment end) {
        Moment before = now;
        Moment next = end;
        for (Membership membership : running.values()) {
            next = Moment.earlier(next, membership.wakeAt());
        }
        now = Moment.later(now, schedule.nextBefore(next));
        schedule.runUntil(now);
        for (String name : List.copyOf(running.keySet())) {
            Membership membership = running.get(name);
            if (membership != null && !membership.wakeAt().isAfter(now)) {
                perform(name, membership.tick(now));
            }
        }
        violations.look(now, running);
        standing = now.isAfter(before) ? 0 : standing + 1;
        if (standing > MOST_STEPS_AT_ONCE) {
            throw new AssertionError("time stands still:\n" + String.join("\n", told));
        }
    }

    private List<Effect.Say> saying(String name) {
        return waiting.computeIfAbsent(name, none -> new ArrayList<>());
    }

    private void later(Duration delay, Runnable action) {
        schedule.at(now.plus(delay), action);
    }

    private void perform(String name, List<Effect> effects) {
        Membership membership = running.get(name);
        if (membership == null) {
            return;
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.Say say) {
                if (say.after() > durable.getOrDefault(name, 0L)) {
                    saying(name).add(say);
                } else {
                    say(name, membership, say);
                }
            } else if (effect instanceof Effect.PassOn passOn) {
                send(name, passOn.to(), membership.stamped(now, passOn.to(), passOn.relay()));
            } else if (effect instanceof Effect.Persist persist) {
                int life = lives.getOrDefault(name, 0);
                later(DISK, () -> persisted(name, life, persist));
            } else if (effect instanceof Effect.Relinquish && !holding.contains(name)) {
                later(Duration.ZERO, () -> perform(name, membership.released(now)));
            } else if (effect instanceof Effect.Depart) {
                crash(name);
            } else if (effect instanceof Effect.StartAnew anew) {
                told.add(now + " " + name + " starts anew: " + anew.reason());
                crash(name).loseDisk(name);
                anew.with().ifPresent(promise -> disks.put(name, promise));
                later(DISK, () -> start(name));
            } else if (effect instanceof Effect.Halt halt) {
                told.add(now + " " + name + ": " + halt.reason());
                crash(name);
            } else if (effect instanceof Effect.Install install) {
                later(
                        Duration.ZERO,
                        () -> perform(name, membership.settled(now, install.view().epoch())));
            } else if (effect instanceof Effect.Note note) {
                told.add(now + " " + name + ": " + note.notice().sentence());
                violations.noted(now, name, note.notice());
            }
        }
    }

    private void persisted(String name, int life, Effect.Persist persist) {
        Membership membership = running.get(name);
        if (membership == null || lives.getOrDefault(name, 0) != life) {
            return;
        }
        disks.put(name, persist.promise());
        durable.put(name, persist.number());
        List<Effect.Say> ready =
                saying(name).stream().filter(say -> say.after() <= persist.number()).toList();
        saying(name).removeAll(ready);
        perform(name, membership.persisted(now, persist.number()));
        ready.forEach(say -> say(name, membership, say));
    }

    private void say(String name, Membership membership, Effect.Say say) {
        if (say.to().equals(id(name))) {
            later(Duration.ZERO, () -> perform(name, membership.heardSelf(now, say.body())));
        } else {
            send(name, say.to(), membership.stamped(now, say.to(), say.body()));
        }
    }

    /** To whichever processes have that id by now. */
    private void send(String from, ServerId to, Message message) {
        for (String process : List.of(to.value(), to.value() + "'")) {
            Letter letter = Letter.sent(from, process, message);
            if (late.test(letter)) {
                held.add(letter);
            } else if (!lost.test(letter)) {
                later(
                        DELAY,
                        () -> {
                            if (!cut.contains(from + ">" + process)) {
                                arrives(letter);
                            }
                        });
            }
        }
    }

    private void arrives(Letter letter) {
        Membership receiver = running.get(letter.to());
        if (receiver != null) {
            perform(letter.to(), receiver.received(now, letter.message()));
        }
    }

    /** What was told of one kind of notice. */
    List<String> toldOf(String part) {
        return told.stream().filter(line -> line.contains(part)).toList();
    }
}
