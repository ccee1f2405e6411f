package flip.lab.bench;

import flip.lab.e2e.Hosts;
import flip.lab.e2e.Laboratory;
import flip.lab.e2e.Timings;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** The bench of failover: flip and keepalived, one after the other, on the same hosts. */
public final class Failover {
    private static final Duration QUESTION_PERIOD = Duration.ofMillis(2);
    private static final int RUNS = 20;
    private static final int LONG_RUNS = 10;

    private final Options options;
    private final PrintStream out;
    private final FiguresTable table = new FiguresTable();
    private final SplittableRandom random;
    private boolean failed;

    private Failover(Options options, PrintStream out, long seed) {
        this.options = options;
        this.out = out;
        this.random = new SplittableRandom(seed);
    }

    public static void main(String[] words) {
        System.exit(run(words, System.out));
    }

    private static int run(String[] words, PrintStream out) {
        if (List.of(words).contains("--help")) {
            out.print(Options.USAGE);
            return 0;
        }
        Options options;
        try {
            options = Options.read(words);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.print(Options.USAGE);
            return 2;
        }
        Optional<String> whyNot = Hosts.whyNot();
        if (whyNot.isPresent()) {
            out.println("cannot measure here: " + whyNot.get());
            return 2;
        }
        long seed = System.nanoTime();
        out.println("phases of the faults grow from seed " + seed);
        return new Failover(options, out, seed).measureAll();
    }

    private int measureAll() {
        for (Function<Laboratory, Contender> contender : contenders()) {
            try (Laboratory lab =
                    Laboratory.open(
                            List.of("flip", "flip1", "flip2"),
                            List.of(Contender.ADDRESS, "192.168.0.2"),
                            QUESTION_PERIOD)) {
                measure(lab, contender.apply(lab));
            }
        }
        if (table.isEmpty()) {
            out.println("nothing was measured");
            return 1;
        }
        out.print(table.markdown());
        write();
        return failed ? 1 : 0;
    }

    private List<Function<Laboratory, Contender>> contenders() {
        List<Function<Laboratory, Contender>> all = new ArrayList<>();
        if (options.wantsContender("flip")) {
            if (Flip.isBuilt()) {
                all.add(lab -> new Flip(lab, Timings.DOCUMENTED));
                all.add(lab -> new Flip(lab, Timings.FAST));
            } else {
                out.println("flip is left out: there is no bin/flip to start");
                failed = true;
            }
        }
        if (options.wantsContender("keepalived")) {
            if (Keepalived.isInstalled()) {
                all.add(lab -> new Keepalived(lab, "1"));
                all.add(lab -> new Keepalived(lab, "0.1"));
            } else {
                out.println("keepalived is left out: apt-get install keepalived");
                failed = true;
            }
        }
        return all;
    }

    private void measure(Laboratory lab, Contender contender) {
        try (contender) {
            Arena arena = new Arena(lab, contender, random.split());
            arena.startAll();
            for (Part part : parts()) {
                if (options.wants(part) && part.isFor(contender)) {
                    out.println(contender.name() + ": " + part.name());
                    part.measure(arena, table);
                }
            }
        } catch (RuntimeException e) {
            // The next contender can still be measured; the exit code says that one was not.
            failed = true;
            out.println("FAILED " + contender.name() + ": " + e.getMessage());
            e.printStackTrace(out);
        }
    }

    private List<Part> parts() {
        return List.of(
                new CrashPart(options.runs().orElse(RUNS)),
                new PlannedPart(options.runs().orElse(RUNS)),
                new IsolationPart(options.runs().orElse(LONG_RUNS)),
                new StartPart(options.runs().orElse(LONG_RUNS)),
                new IdlePart(options.idle()));
    }

    private void write() {
        String page =
                """
                # Benchmarks

                Measured end to end by `bin/bench failover`: real programs and real addresses on
                network namespaces of one machine with 2 cores, joined by a bridge; a client asks
                every address a question every %d ms. The moment of a fault is random within the
                contender's own period. "Crash" means that the host's link, processes and
                addresses are gone at once. keepalived is Debian's, with VRRP 3 and priorities
                150 and 100. In the last column flip's median is divided by that of keepalived:
                1000/1500/375 by `advert_int 1`, 100/150/50 by `advert_int 0.1`.

                %s"""
                        .formatted(QUESTION_PERIOD.toMillis(), table.markdown());
        try {
            Files.writeString(options.out(), page);
            out.println("written to " + options.out());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
