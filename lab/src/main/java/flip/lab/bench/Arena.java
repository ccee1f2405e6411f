package flip.lab.bench;

import flip.lab.contender.Contender;
import flip.lab.e2e.Answers;
import flip.lab.e2e.Host;
import flip.lab.e2e.Laboratory;
import flip.lab.e2e.Timeline;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** One contender on the laboratory's hosts, and the steps that all parts of the bench share. */
final class Arena {
    /** The client asks five times a second at the very least; this is many questions. */
    private static final Duration CALM = Duration.ofMillis(300);

    private final Laboratory lab;
    private final Contender contender;
    private final RandomGenerator random;

    Arena(Laboratory lab, Contender contender, RandomGenerator random) {
        this.lab = lab;
        this.contender = contender;
        this.random = random;
    }

    Laboratory lab() {
        return lab;
    }

    Contender contender() {
        return contender;
    }

    Host owner() {
        return lab.host(Contender.OWNER);
    }

    /** Starts the contender everywhere and waits until all is as it should be. */
    void startAll() {
        long start = System.nanoTime();
        contender.hosts().forEach(contender::start);
        awaitHome(start);
    }

    /** Waits until both addresses are where they belong, for good, and the client gets there. */
    void awaitHome(long since) {
        awaitTable("both addresses are at home", Arena::isHome);
        Duration calm = contender.period().multipliedBy(2).plus(CALM);
        while (!lab.timeline().staysAsItIs(calm)) {
            awaitTable("both addresses stay at home", Arena::isHome);
            failWhen(System.nanoTime() - since > 4 * contender.limit().toNanos(), "no calm");
        }
        answerFrom(Contender.OWNER, System.nanoTime());
    }

    private static boolean isHome(Timeline timeline) {
        return timeline.holders(Contender.ADDRESS).equals(Set.of(Contender.OWNER))
                && timeline.holders(Contender.OTHER_ADDRESS).equals(Set.of(Contender.SUCCESSOR));
    }

    void awaitTable(String what, Predicate<Timeline> shape) {
        failWhen(!lab.timeline().await(shape, contender.limit()), what + ": not in time");
    }

    /** The first answer of a host after a moment. */
    Answers.Answer answerFrom(String host, long since) {
        return lab.answers()
                .awaitFrom(Contender.ADDRESS, host, since, contender.limit())
                .orElseThrow(() -> failure("no answer from " + host, since));
    }

    /** Faults come at any moment between two of the contender's own. */
    void waitForRandomPhase() {
        letPass(Duration.ofNanos(random.nextLong(contender.period().toNanos())));
    }

    /** Lets time pass: it is the length of something that is measured, not a wait for something. */
    static void letPass(Duration length) {
        long until = System.nanoTime() + length.toNanos();
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void failWhen(boolean failed, String what) {
        if (failed) {
            throw failure(what, System.nanoTime() - contender.limit().toNanos());
        }
    }

    private IllegalStateException failure(String what, long since) {
        return new IllegalStateException(
                contender.name()
                        + ": "
                        + what
                        + "\n"
                        + lab.timeline().tell(since)
                        + contender.tell());
    }
}
