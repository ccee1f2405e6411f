package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Messages and promises with anything in them that their types allow, grown from a seed. */
final class RandomMessages {
    private static final String LETTERS = "abcxyz019-._~é€漢";

    private static final long LONGEST_NANOS = WireReader.LONGEST_DURATION.toNanos();

    private final SplittableRandom random;
    private final List<Supplier<Message.Body>> bodies =
            List.of(
                    Message.Ping::new,
                    this::ack,
                    () -> new Message.Relay(id(), new Message(header(), probe())),
                    () -> new Message.Prepare(round(), list(5, this::change)),
                    this::promised,
                    () -> new Message.Accept(round(), view()),
                    () -> new Message.Accepted(round()),
                    () -> new Message.Refused(round(), ballot()),
                    () -> new Message.Decided(view()),
                    Message.ViewWanted::new,
                    () -> new Message.ConfigurationWanted(number(), random().nextLong()),
                    () -> new Message.ConfigurationOffered(number(), number(), text(40)),
                    () -> new Message.Excluding(number(), list(5, this::exclusion)),
                    () ->
                            new Message.RecoveryAsked(
                                    recovery(),
                                    number(),
                                    random().nextLong(),
                                    random().nextBoolean()),
                    () ->
                            new Message.RecoveryAnswered(
                                    random().nextLong(), random().nextBoolean(), text(40)),
                    Message.Will::new);

    RandomMessages(long seed) {
        random = new SplittableRandom(seed);
    }

    private SplittableRandom random() {
        return random;
    }

    /** A message whose body is of that kind, in the order above, round and round. */
    Message message(int kind) {
        return new Message(header(), bodies.get(kind % bodies.size()).get());
    }

    int kinds() {
        return bodies.size();
    }

    Promise promise() {
        View known = view();
        return new Promise(
                random.nextLong(),
                number(),
                random.nextLong(),
                known,
                ballot(),
                ballot(),
                random.nextBoolean() ? known : view(),
                text(60),
                text(60),
                mayHold(),
                random.nextBoolean() ? Recovery.NONE : recovery());
    }

    private Recovery recovery() {
        return new Recovery(
                ImmutableSortedSet.<ServerId>naturalOrder()
                        .add(id())
                        .addAll(list(5, this::id))
                        .build(),
                formers(),
                number(),
                duration());
    }

    private ImmutableList<Long> formers() {
        return ImmutableList.<Long>builder()
                .add(random.nextLong())
                .addAll(list(4, () -> random.nextLong()))
                .build();
    }

    private Descent descent() {
        return random.nextInt(4) != 0
                ? Descent.NONE
                : new Descent(formers(), ImmutableSortedSet.copyOf(list(3, this::id)));
    }

    private MayHold mayHold() {
        return new MayHold(random.nextBoolean(), list(3, this::part));
    }

    private MayHold.Part part() {
        ImmutableSortedMap.Builder<String, ImmutableSortedSet<String>> systems =
                ImmutableSortedMap.naturalOrder();
        ImmutableSortedSet.copyOf(list(3, () -> text(12)))
                .forEach(
                        system ->
                                systems.put(
                                        system,
                                        ImmutableSortedSet.copyOf(list(3, () -> text(12)))));
        return new MayHold.Part("{" + text(60), systems.buildOrThrow());
    }

    View view() {
        if (random.nextInt(8) == 0) {
            return View.NONE;
        }
        ImmutableSortedMap.Builder<ServerId, Standing> standings =
                ImmutableSortedMap.naturalOrder();
        int voters = 1;
        standings.put(new ServerId("voter"), new Standing(1, Standing.State.OUT, 0, true));
        for (ServerId id : ImmutableSortedSet.copyOf(list(6, this::id))) {
            Standing standing = standing();
            standings.put(id, standing);
            voters += standing.voter() ? 1 : 0;
        }
        return new View(
                1 + (random.nextLong() >>> 1),
                number(),
                number(),
                number(),
                random.nextLong(),
                duration(),
                random.nextInt(1, voters + 1),
                standings.buildOrThrow(),
                ImmutableSortedSet.copyOf(list(4, this::exclusion)),
                descent());
    }

    private Message.Body promised() {
        View accepted = view();
        return new Message.Promised(
                round(),
                ballot(),
                accepted,
                random.nextBoolean() ? accepted : view(),
                list(5, this::opinion));
    }

    private Message.Body probe() {
        return random.nextBoolean() ? new Message.Ping() : ack();
    }

    private Message.Body ack() {
        return new Message.Ack(
                random.nextLong(),
                random.nextBoolean() ? Grant.NONE : new Grant(number(), number(), duration()));
    }

    private Header header() {
        return new Header(
                id(),
                random.nextLong(),
                number(),
                number(),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                number(),
                number(),
                random.nextLong(),
                number() - 1,
                number(),
                random.nextLong(),
                random.nextBoolean() ? Header.Wants.UP : Header.Wants.OUT,
                random.nextBoolean(),
                list(Header.MOST_RUMORS, this::rumor));
    }

    private Rumor rumor() {
        ServerId subject = id();
        return new Rumor(
                random.nextBoolean() ? Rumor.Kind.ALIVE : Rumor.Kind.SUSPECT,
                subject,
                number(),
                number(),
                random.nextBoolean() ? subject : id());
    }

    private Standing standing() {
        return new Standing(
                random.nextLong(), oneOf(Standing.State.values()), number(), random.nextBoolean());
    }

    private Change change() {
        return switch (random.nextInt(8)) {
            case 0 -> new Change.Down(id(), random.nextLong(), number());
            case 1 -> new Change.Up(id(), random.nextLong(), number());
            case 2 -> new Change.Out(id(), random.nextLong(), number());
            case 3 -> new Change.Admit(id(), random.nextLong(), random.nextLong());
            case 4 -> new Change.Configure(number(), random.nextLong());
            case 5 -> new Change.Exclude(exclusion());
            case 6 -> new Change.Include(exclusion());
            default -> new Change.Form(number(), random.nextLong());
        };
    }

    private Opinion opinion() {
        return switch (random.nextInt(3)) {
            case 0 -> new Opinion.Agreed();
            case 1 -> new Opinion.NotYet(duration(), oneOf(Opinion.Reason.values()));
            default -> new Opinion.Opposed(oneOf(Opinion.Reason.values()));
        };
    }

    private Exclusion exclusion() {
        return new Exclusion(id(), text(12), text(12));
    }

    private Round round() {
        return new Round(random.nextLong(), number(), ballot());
    }

    private Ballot ballot() {
        return random.nextInt(4) == 0 ? Ballot.ZERO : new Ballot(number(), id().value());
    }

    /** Few different ones, so that they meet; now and then a long one. */
    private ServerId id() {
        return switch (random.nextInt(8)) {
            case 0 -> new ServerId("a" + text(19));
            case 1 -> new ServerId("z".repeat(ServerId.LONGEST));
            default -> new ServerId("flip" + random.nextInt(5));
        };
    }

    private String text(int longest) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(longest + 1);
        for (int at = 0; at < length; at++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private Duration duration() {
        return random.nextInt(4) == 0
                ? Duration.ofNanos(random.nextLong(LONGEST_NANOS + 1))
                : Duration.ofMillis(random.nextInt(5000));
    }

    /** Mostly small, sometimes anything. */
    private long number() {
        return switch (random.nextInt(8)) {
            case 0 -> WireReader.HIGHEST_IN_MESSAGE;
            case 1 -> random.nextLong() >>> random.nextInt(2, 64);
            default -> random.nextInt(200);
        };
    }

    private <T> ImmutableList<T> list(int most, Supplier<T> element) {
        int size = random.nextInt(most + 1);
        ImmutableList.Builder<T> list = ImmutableList.builder();
        for (int at = 0; at < size; at++) {
            list.add(element.get());
        }
        return list.build();
    }

    private <T> T oneOf(T[] all) {
        return all[random.nextInt(all.length)];
    }
}
