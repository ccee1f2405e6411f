package flip.agent.fuzz;

import flip.membership.Header;
import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.View;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.Catalog;
import flip.systems.Ending;
import flip.systems.Event;
import flip.systems.Node;
import flip.systems.Outcome;
import flip.systems.Run;
import flip.systems.Will;
import flip.systems.World;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One server of the street: its node while it runs, and what outlives that. Whatever it says and
 * promises goes through bytes, as in the agent.
 */
final class House implements World {
    private static final Duration DISK = Duration.ofMillis(2);
    private static final Duration SCRIPT = Duration.ofMillis(5);

    /** A wrong promise may be written; one that could not be read again stops the next start. */
    private Optional<Promise> disk = Optional.empty();

    private final Street street;
    private final ServerId id;
    private final Catalog file;
    private final Map<ServerId, Header> lastSaid = new TreeMap<>();
    private final Set<Long> ended = new TreeSet<>();
    private Optional<Node> node = Optional.empty();
    private int life;
    private boolean cutOff;
    private boolean scriptsFail;

    House(Street street, ServerId id, Catalog file) {
        this.street = street;
        this.id = id;
        this.file = file;
    }

    ServerId id() {
        return id;
    }

    /** The view that its operator sees; none while it does not run. */
    View view() {
        return node.map(present -> present.status(street.now()).view()).orElse(View.NONE);
    }

    void isCutOff(boolean cut) {
        cutOff = cut;
    }

    boolean isCutOff() {
        return cutOff;
    }

    void scriptsFail(boolean fail) {
        scriptsFail = fail;
    }

    /** The header of the last message that it sent to that server. */
    Optional<Header> lastSaid(ServerId to) {
        return Optional.ofNullable(lastSaid.get(to));
    }

    void starts() {
        life++;
        ended.clear();
        node =
                Optional.of(
                        new Node(
                                id,
                                file,
                                Street.reader(id),
                                disk,
                                new SplittableRandom(id.value().hashCode() + 31L * life),
                                street.now(),
                                Rules.ALL));
        step(new Event.Ticked());
    }

    /** The process is killed, and started again. */
    void restarts(boolean diskLost) {
        if (diskLost) {
            disk = Optional.empty();
        }
        starts();
    }

    void received(Message message) {
        step(new Event.Received(message));
    }

    /** Its operator looks. */
    void isLookedAt() {
        node.ifPresent(present -> present.status(street.now()));
    }

    void step(Event event) {
        node.ifPresent(
                present -> {
                    present.step(street.now(), event, this);
                    wake(present);
                });
    }

    private void wake(Node present) {
        Moment wakeAt = present.wakeAt();
        if (!wakeAt.equals(Moment.FOREVER)) {
            mine(
                    Moment.later(wakeAt, street.now()).since(street.now()),
                    () -> {
                        if (!present.wakeAt().isAfter(street.now())) {
                            step(new Event.Ticked());
                        }
                    });
        }
    }

    /** Later, if this life still is. */
    private void mine(Duration delay, Runnable what) {
        int present = life;
        street.after(
                delay,
                () -> {
                    if (life == present) {
                        what.run();
                    }
                });
    }

    @Override
    public void send(ServerId to, Message message) {
        byte[] bytes = Wire.encode(message);
        lastSaid.put(to, message.header());
        try {
            Message carried = Wire.decode(bytes);
            if (!cutOff) {
                street.carry(to, carried);
            }
        } catch (WireException e) {
            // Who goes on from the highest number that is accepted is not heard any more.
            if (!String.valueOf(e.getMessage()).contains(" must be 0 to ")
                    && !String.valueOf(e.getMessage()).contains(" must be at most ")) {
                throw new AssertionError("nobody can read " + message, e);
            }
        }
    }

    @Override
    public void persist(Promise promise, long number) {
        byte[] bytes = Wire.encodePromise(promise);
        mine(
                DISK,
                () -> {
                    disk = Optional.of(read(bytes));
                    step(new Event.Persisted(number));
                });
    }

    private static Promise read(byte[] bytes) {
        try {
            return Wire.decodePromise(bytes);
        } catch (WireException e) {
            throw new AssertionError("this promise is forgotten at the next start", e);
        }
    }

    @Override
    public void run(Run run) {
        Outcome outcome =
                scriptsFail
                        ? new Outcome.Failed(SCRIPT, "exit code 1")
                        : new Outcome.Succeeded(SCRIPT);
        mine(SCRIPT, () -> scriptEnded(run.id(), outcome));
    }

    @Override
    public void cancel(long run, Duration grace) {
        mine(Duration.ZERO, () -> scriptEnded(run, new Outcome.Cancelled(Duration.ZERO)));
    }

    @Override
    public void hurry(long run, Duration limit) {
        mine(limit, () -> scriptEnded(run, new Outcome.Failed(limit, "not over in time")));
    }

    private void scriptEnded(long run, Outcome outcome) {
        if (ended.add(run)) {
            step(new Event.ScriptEnded(run, outcome));
        }
    }

    /** Nothing here is held by a driver. */
    @Override
    public void handOver(Will will) {
        throw new AssertionError("a last will without a driver: " + will);
    }

    @Override
    public void takeBack(String driver) {
        throw new AssertionError("no last will was handed to " + driver);
    }

    @Override
    public void defend(String system, String datum) {}

    @Override
    public void tell(Notice notice) {
        Limits.tell(notice.sentence());
    }

    @Override
    public void ended(Ending ending) {
        node = Optional.empty();
        if (ending instanceof Ending.StartAnew anew) {
            disk = anew.with();
            mine(DISK, this::starts);
        }
    }
}
