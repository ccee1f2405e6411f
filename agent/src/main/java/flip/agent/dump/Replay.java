package flip.agent.dump;

import flip.agent.config.Version;
import flip.agent.dump.DumpFile.Heading;
import flip.agent.dump.DumpFile.Step;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.CatalogReader;
import flip.systems.Event;
import flip.systems.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Steps a node through what a dump tells of, and compares what it asks for with what the other
 * asked for: they are the same code, and depend on nothing else.
 */
public final class Replay {
    private final Path file;
    private final Function<ServerId, CatalogReader> readers;
    private final boolean everything;
    private final Consumer<String> out;
    private final Asked asked = new Asked();
    private Optional<Node> node = Optional.empty();
    private Verdict verdict = Verdict.EQUAL;
    private long steps;

    /** What came of it. */
    public enum Verdict {
        /** All that was asked for is what had been asked for. */
        EQUAL,
        /** Something is not; it was told. */
        DIFFERENT,
        /** The node's first steps are gone: nothing could be compared. */
        READ_ONLY
    }

    /**
     * A replay of that dump.
     *
     * @param readers what reads configurations as a server does
     * @param everything whether ticks, messages and answers are told, too
     * @param out hears it in words, line by line
     */
    public Replay(
            Path file,
            Function<ServerId, CatalogReader> readers,
            boolean everything,
            Consumer<String> out) {
        this.file = file;
        this.readers = readers;
        this.everything = everything;
        this.out = out;
    }

    /** Replays it to its end, or to the first difference. */
    public Verdict run() throws DumpRefused {
        DumpFile.read(file, new Look());
        Told told = new Told();
        DumpFile.read(file, told);
        out.accept(told.summary());
        return verdict;
    }

    /** Whether it is whole: nothing is told of half of one. */
    private static final class Look implements DumpFile.Reader {
        @Override
        public void begins(Heading heading) {}

        @Override
        public boolean happens(Step step) {
            return true;
        }
    }

    private final class Told implements DumpFile.Reader {
        private Moment start = Moment.NEVER;

        @Override
        public void begins(Heading found) throws DumpRefused {
            start = found.beginning().now();
            out.accept(
                    "server "
                            + found.beginning().self()
                            + ", flip "
                            + found.version()
                            + ", seed "
                            + found.beginning().seed()
                            + "; written because: "
                            + found.cause());
            if (!found.version().equals(Version.ofJar())) {
                out.accept(
                        "this is flip "
                                + Version.ofJar()
                                + ": a difference may come of that alone");
            }
            if (found.missing() > 0) {
                verdict = Verdict.READ_ONLY;
                out.accept(
                        "the first "
                                + found.missing()
                                + " steps are gone: what follows is told, and not compared");
            } else {
                node = Optional.of(begun(found.beginning()));
            }
        }

        private Node begun(Beginning beginning) throws DumpRefused {
            CatalogReader reader = readers.apply(beginning.self());
            try {
                Catalog own = reader.read(beginning.configuration());
                return beginning.node(own, reader);
            } catch (IllegalArgumentException e) {
                throw new DumpRefused(
                        file + " begins with what this flip cannot read: " + e.getMessage(), e);
            }
        }

        @Override
        public boolean happens(Step step) {
            steps++;
            asked.clear();
            Optional<Throwable> broken = node.flatMap(it -> taken(it, step));
            tell(step);
            broken.ifPresent(cause -> out.accept("    breaks: " + cause));
            if (node.isPresent() && !isEqual(step, broken)) {
                verdict = Verdict.DIFFERENT;
                out.accept("step " + step.number() + " differs:");
                out.accept("  there: " + shown(step.asked(), !step.finished()));
                out.accept("  here:  " + shown(asked.lines(), broken.isPresent()));
                asked.words(true).forEach(each -> out.accept("    " + each));
                return false;
            }
            return broken.isEmpty();
        }

        private Optional<Throwable> taken(Node present, Step step) {
            try {
                present.step(step.now(), step.event(), asked);
                return Optional.empty();
            } catch (RuntimeException | Error e) {
                return Optional.of(e);
            }
        }

        /** A step that came to no end there asked for the beginning of what it would have. */
        private boolean isEqual(Step step, Optional<Throwable> broken) {
            List<String> here = asked.lines();
            if (step.finished()) {
                return broken.isEmpty() && here.equals(step.asked());
            }
            return here.size() >= step.asked().size()
                    && here.subList(0, step.asked().size()).equals(step.asked());
        }

        private void tell(Step step) {
            List<String> words = node.isPresent() ? asked.words(everything) : told(step.asked());
            boolean routine =
                    step.event() instanceof Event.Ticked
                            || step.event() instanceof Event.Received
                            || step.event() instanceof Event.Persisted;
            if (everything || !routine || !words.isEmpty()) {
                out.accept(
                        new Moment(step.now().since(start).toNanos())
                                + ", step "
                                + step.number()
                                + ": "
                                + (everything || !routine
                                        ? step.event()
                                        : step.event().getClass().getSimpleName()));
                words.forEach(each -> out.accept("    " + each));
            }
        }

        private List<String> told(List<String> lines) {
            return everything
                    ? lines
                    : lines.stream().filter(line -> !line.startsWith("send ")).toList();
        }

        String summary() {
            return switch (verdict) {
                case EQUAL -> steps + " steps: everything is as it was there";
                case DIFFERENT -> "step " + steps + " is not as it was there";
                case READ_ONLY -> steps + " steps were told, and none was compared";
            };
        }
    }

    private static String shown(List<String> lines, boolean unfinished) {
        return (lines.isEmpty() ? "nothing" : String.join("; ", lines))
                + (unfinished ? "; then it broke" : "");
    }
}
