package flip.agent.dump;

import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.Wire;
import flip.systems.Ending;
import flip.systems.Event;
import flip.systems.Run;
import flip.systems.Will;
import flip.systems.World;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What happened to the node that runs, and what it asked for, from its beginning on: so that it can
 * be stepped through once more elsewhere, with whatever went wrong. Of a node that runs for long
 * the oldest steps go, and what is left can be read only. On any thread.
 */
public final class Recording {
    /**
     * Hours of a small cluster, compressed. More would be heap that the agent needs for itself: all
     * of it is 32 MB.
     */
    private static final int LIMIT_BYTES = 1024 * 1024;

    private final Pieces pieces;
    private Optional<Beginning> beginning = Optional.empty();
    private Optional<Happening> happening = Optional.empty();
    private final Asked asked = new Asked();

    /** A step that is under way. */
    private record Happening(Moment now, Event event) {}

    public Recording() {
        this(LIMIT_BYTES);
    }

    Recording(int limitBytes) {
        this.pieces = new Pieces(limitBytes);
    }

    /** Another node begins; the former is forgotten. */
    public synchronized void begins(Beginning another) {
        beginning = Optional.of(another);
        happening = Optional.empty();
        asked.clear();
        pieces.clear();
    }

    /** A step begins: before it is taken, so that it is here also when it comes to no end. */
    public synchronized void happens(Moment now, Event event) {
        happening = Optional.of(new Happening(now, event));
        asked.clear();
    }

    /** A world that does all that the other does, and is seen here. */
    public World seen(World world) {
        return new Seen(world);
    }

    /** The step that began last has come to its end. */
    public synchronized void happened() {
        happening.ifPresent(step -> pieces.add(text -> write(text, step)));
        happening = Optional.empty();
    }

    private void write(Appendable out, Happening step) throws IOException {
        Moment from = beginning.map(Beginning::now).orElse(step.now());
        out.append(Long.toString(step.now().since(from).toNanos())).append(' ');
        EventLine.write(step.event(), out);
        out.append('\n');
        for (String line : asked.lines()) {
            out.append(DumpFile.ASKED).append(line).append('\n');
        }
    }

    /**
     * The dump of it.
     *
     * @param version of the flip that this is
     * @param cause why it is written
     * @throws IllegalStateException when no node has begun
     */
    public synchronized void write(OutputStream out, String version, String cause)
            throws IOException {
        Beginning node =
                beginning.orElseThrow(() -> new IllegalStateException("nothing happened yet"));
        pieces.write(out, text -> head(text, node, version, cause), this::tail);
    }

    private void head(Appendable out, Beginning node, String version, String cause)
            throws IOException {
        line(out, DumpFile.FORMAT, Integer.toString(DumpFile.FORMAT_NUMBER));
        line(out, "version", Words.quoted(version));
        line(out, "cause", Words.quoted(cause));
        line(out, "server", Words.quoted(node.self().value()));
        line(out, "start", Long.toString(node.now().nanos()));
        line(out, "seed", Long.toString(node.seed()));
        line(out, "configuration", Words.quoted(node.configuration()));
        line(
                out,
                "promise",
                node.promise()
                        .map(promise -> HexFormat.of().formatHex(Wire.encodePromise(promise)))
                        .orElse(DumpFile.NONE));
        line(out, "missing", Long.toString(pieces.missing()));
    }

    private void tail(Appendable out) throws IOException {
        long steps = pieces.steps();
        if (happening.isPresent()) {
            write(out, happening.get());
            out.append(DumpFile.UNFINISHED).append('\n');
            steps++;
        }
        line(out, DumpFile.END, Long.toString(steps));
    }

    private static void line(Appendable out, String key, String value) throws IOException {
        out.append(key).append(' ').append(value).append('\n');
    }

    private synchronized void isAsked(Consumer<World> what) {
        what.accept(asked);
    }

    private final class Seen implements World {
        private final World world;

        Seen(World world) {
            this.world = world;
        }

        private void both(Consumer<World> what) {
            isAsked(what);
            what.accept(world);
        }

        @Override
        public void send(ServerId to, Message message) {
            both(each -> each.send(to, message));
        }

        @Override
        public void persist(Promise promise, long number) {
            both(each -> each.persist(promise, number));
        }

        @Override
        public void run(Run run) {
            both(each -> each.run(run));
        }

        @Override
        public void cancel(long run, Duration grace) {
            both(each -> each.cancel(run, grace));
        }

        @Override
        public void hurry(long run, Duration limit) {
            both(each -> each.hurry(run, limit));
        }

        @Override
        public void defend(String system, String datum) {
            both(each -> each.defend(system, datum));
        }

        @Override
        public void handOver(Will will) {
            both(each -> each.handOver(will));
        }

        @Override
        public void takeBack(String driver) {
            both(each -> each.takeBack(driver));
        }

        @Override
        public void tell(Notice notice) {
            both(each -> each.tell(notice));
        }

        @Override
        public void ended(Ending ending) {
            both(each -> each.ended(ending));
        }
    }
}
