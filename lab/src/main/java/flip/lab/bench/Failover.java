package flip.lab.bench;

import flip.lab.contender.Contender;
import flip.lab.contender.Keepalived;
import flip.lab.e2e.Hosts;
import flip.lab.e2e.Laboratory;
import flip.lab.report.Page;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** The bench of failover: flip and keepalived, by turns, on the same kind of hosts. */
public final class Failover {
    private static final Duration QUESTION_PERIOD = Duration.ofMillis(2);
    private static final int RUNS = 20;
    private static final int LONG_RUNS = 10;

    private static final String INTRODUCTION =
            """
            # Benchmarks

            What `bin/bench failover` measured, end to end: real programs and real addresses on
            network namespaces of one machine, joined by a bridge; a client asks every address a
            question every %d ms. The whole page is written by that command; each section says how
            often and when it was measured.

            flip runs on three servers with `"no_quorum_policy": "stop"` and `"mature": 0` (with its usual 5 s a
            server that starts is given data that much later); its timings are
            `gossip_interval`/`ping_timeout`/`guard` in milliseconds. keepalived is Debian's, on two
            servers, with VRRP 3 and priorities 150 and 100. The last two columns divide flip's
            median, and its worst, by that of keepalived: 1000/1500/375 by `advert_int 1`,
            100/150/50 by `advert_int 0.1`. Below 1, flip is better.
            """
                    .formatted(QUESTION_PERIOD.toMillis());

    private final Options options;
    private final PrintStream out;
    private final PrintStream progress;
    private final SplittableRandom random;
    private boolean failed;

    private Failover(Options options, PrintStream out, PrintStream progress, long seed) {
        this.options = options;
        this.out = out;
        this.progress = progress;
        this.random = new SplittableRandom(seed);
    }

    public static void main(String[] words) {
        System.exit(run(words, System.out, System.err));
    }

    private static int run(String[] words, PrintStream out, PrintStream progress) {
        if (List.of(words).contains("--help")) {
            out.print(Options.USAGE);
            return 0;
        }
        Options options;
        try {
            options = Options.read(words);
        } catch (IllegalArgumentException e) {
            progress.println(e.getMessage());
            progress.print(Options.USAGE);
            return 2;
        }
        Optional<String> whyNot = Hosts.whyNot();
        if (whyNot.isPresent()) {
            progress.println("cannot measure here: " + whyNot.get());
            return 2;
        }
        long seed = System.nanoTime();
        progress.println("phases of the faults grow from seed " + seed);
        return new Failover(options, out, progress, seed).measureAll();
    }

    private int measureAll() {
        List<Part> parts = parts();
        Page page = new Page(options.out(), INTRODUCTION, parts.stream().map(Part::name).toList());
        List<Entrant> entrants = entrants();
        for (Part part : parts) {
            if (options.wants(part)) {
                measure(part, entrants.stream().filter(part::isFor).toList(), page);
            }
        }
        return failed ? 1 : 0;
    }

    private void measure(Part part, List<Entrant> entrants, Page page) {
        Section section = Turns.measure(part, entrants, entrant -> stand(entrant, part), progress);
        failed |= !section.failures().isEmpty();
        if (section.isEmpty()) {
            failed = true;
            progress.println("nothing was measured of " + part.name());
            return;
        }
        LocalDate today = LocalDate.now(ZoneId.systemDefault());
        String text = section.markdown(today, Runtime.getRuntime().availableProcessors());
        page.replace(part.name(), text);
        out.println("## " + part.name() + "\n\n" + text);
        progress.println(part.name() + " is written to " + options.out());
    }

    private List<Part> parts() {
        return List.of(
                new CrashPart(options.runs().orElse(RUNS)),
                new PlannedPart(options.runs().orElse(RUNS)),
                new IsolationPart(options.runs().orElse(LONG_RUNS)),
                new StartPart(options.runs().orElse(LONG_RUNS)),
                new IdlePart(options.idle()));
    }

    private List<Entrant> entrants() {
        return Entrant.ALL.stream()
                .filter(entrant -> options.wantsContender(entrant.program()))
                .filter(this::isThere)
                .toList();
    }

    private boolean isThere(Entrant entrant) {
        Optional<String> whyNot =
                entrant.program().equals(Flip.PROGRAM) ? Flip.whyNot() : Keepalived.whyNot();
        whyNot.ifPresent(
                reason -> {
                    failed = true;
                    progress.println(entrant.name() + " is left out: " + reason);
                });
        return whyNot.isEmpty();
    }

    /** Fresh hosts with the contender on all of them. */
    private Stand stand(Entrant entrant, Part part) {
        Laboratory lab =
                Laboratory.open(
                        List.of("flip", "flip1", "flip2"),
                        List.of(Contender.ADDRESS, Contender.OTHER_ADDRESS),
                        QUESTION_PERIOD);
        try {
            return started(lab, entrant.contender().apply(lab), part);
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private Stand started(Laboratory lab, Contender contender, Part part) {
        Arena arena = new Arena(lab, contender, random.split());
        try {
            arena.startAll();
        } catch (RuntimeException e) {
            contender.close();
            throw e;
        }
        return new Stand() {
            @Override
            public List<Figures> run(int number) {
                return part.run(arena, number);
            }

            @Override
            public void close() {
                contender.close();
                lab.close();
            }
        };
    }
}
