package flip.agent.dump;

import flip.membership.Message;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.Wire;
import flip.systems.Ending;
import flip.systems.Run;
import flip.systems.Will;
import flip.systems.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * What a node asks of the world in one step, in its order. Each has a line, short and with a check
 * sum of all that is asked, so that two can be compared, and words for people.
 */
final class Asked implements World {
    private final List<One> all = new ArrayList<>();

    /** One thing; the line is made when it is wanted, since nobody should wait for it. */
    private record One(boolean routine, Supplier<String> line, Supplier<String> words) {}

    /** The lines. */
    List<String> lines() {
        return all.stream().map(one -> one.line().get()).toList();
    }

    /** In words, with what is routine or without. */
    List<String> words(boolean routine) {
        return all.stream()
                .filter(one -> routine || !one.routine())
                .map(one -> one.words().get())
                .toList();
    }

    void clear() {
        all.clear();
    }

    @Override
    public void send(ServerId to, Message message) {
        all.add(
                new One(
                        true,
                        () ->
                                String.join(
                                        " ",
                                        "send",
                                        Words.quoted(to.value()),
                                        message.body().getClass().getSimpleName(),
                                        sum(Wire.encode(message))),
                        () -> "sends to " + to + ": " + message));
    }

    @Override
    public void persist(Promise promise, long number) {
        all.add(
                new One(
                        false,
                        () -> "persist " + number + " " + sum(Wire.encodePromise(promise)),
                        () ->
                                "promises, as number "
                                        + number
                                        + ": incarnation "
                                        + promise.incarnation()
                                        + ", epoch "
                                        + promise.known().epoch()
                                        + " is known, ballot "
                                        + promise.promised()));
    }

    @Override
    public void run(Run run) {
        all.add(
                new One(
                        false,
                        () ->
                                String.join(
                                        " ",
                                        "run",
                                        Long.toString(run.id()),
                                        run.verb().toString(),
                                        Words.quoted(run.system()),
                                        Words.quoted(run.datum()),
                                        sum(run)),
                        () -> "runs " + run));
    }

    @Override
    public void cancel(long run, Duration grace) {
        all.add(
                new One(
                        false,
                        () -> String.join(" ", "cancel", Long.toString(run), grace.toString()),
                        () -> "cancels run " + run + ", with " + grace + " to end itself"));
    }

    @Override
    public void hurry(long run, Duration limit) {
        all.add(
                new One(
                        false,
                        () -> String.join(" ", "hurry", Long.toString(run), limit.toString()),
                        () -> "hurries run " + run + ", which has " + limit + " left"));
    }

    @Override
    public void defend(String system, String datum) {
        all.add(
                new One(
                        false,
                        () -> String.join(" ", "defend", Words.quoted(system), Words.quoted(datum)),
                        () -> "announces " + system + "/" + datum + " again"));
    }

    @Override
    public void handOver(Will will) {
        all.add(
                new One(
                        true,
                        () ->
                                String.join(
                                        " ",
                                        "hand-over",
                                        Words.quoted(will.driver()),
                                        sum(will.messages())),
                        () -> "hands " + will));
    }

    @Override
    public void takeBack(String driver) {
        all.add(
                new One(
                        false,
                        () -> "take-back " + Words.quoted(driver),
                        () -> "takes the last will back from driver " + driver));
    }

    @Override
    public void tell(Notice notice) {
        all.add(
                new One(
                        false,
                        () -> "tell " + notice.getClass().getSimpleName() + " " + sum(notice),
                        () -> "says: " + notice.sentence()));
    }

    @Override
    public void ended(Ending ending) {
        all.add(
                new One(
                        false,
                        () -> "ended " + ending.getClass().getSimpleName() + " " + sum(ending),
                        () -> "ends: " + ending));
    }

    /** Of a record, which prints all that it is. */
    private static String sum(Object whole) {
        return sum(whole.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String sum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return String.format("%08x", sum.getValue());
    }
}
