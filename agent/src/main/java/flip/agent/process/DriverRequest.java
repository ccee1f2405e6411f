package flip.agent.process;

import flip.systems.Run;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Something that a driver is asked for. Guarded by the driver that it is for. */
final class DriverRequest {
    private final Optional<Run> run;
    private final String text;
    private final Consumer<Said.Answer> answered;
    private Future<?> limit = CompletableFuture.completedFuture(null);
    private Future<?> answerLimit = CompletableFuture.completedFuture(null);

    /** Where it hurries: how long an answer may take from when it is asked. */
    private Optional<Duration> hurry;

    private DriverRequest(Optional<Run> run, String text, Consumer<Said.Answer> answered) {
        this.run = run;
        this.text = text;
        this.answered = answered;
        hurry = run.filter(it -> it.answerLimit().compareTo(it.limit()) < 0).map(Run::answerLimit);
    }

    /**
     * What asks for a run.
     *
     * @param answered told once what the driver answers, or why it will not
     */
    static DriverRequest of(Run run, Consumer<Said.Answer> answered) {
        String text =
                "%s %s %s %s"
                        .formatted(
                                run.verb().name().toLowerCase(Locale.ROOT),
                                Said.encoded(run.system()),
                                Said.encoded(run.datum()),
                                run.configJson());
        return new DriverRequest(Optional.of(run), text, answered);
    }

    /** What asks for that, which is no run. */
    static DriverRequest of(String text, Consumer<Said.Answer> answered) {
        return new DriverRequest(Optional.empty(), text, answered);
    }

    boolean isRun() {
        return run.isPresent();
    }

    boolean isFor(long which) {
        return run.filter(it -> it.id() == which).isPresent();
    }

    boolean isDown() {
        return run.filter(it -> it.verb() == Run.Verb.DOWN).isPresent();
    }

    /** The system whose lease it needs. */
    Optional<String> leased() {
        return run.filter(it -> it.verb() == Run.Verb.ALIVE).map(Run::system);
    }

    /** Whether a driver that does not answer it soon is replaced, and the next one asked. */
    boolean hurries() {
        return hurry.isPresent();
    }

    /** From now on it hurries: an answer may take so long. */
    void hurry(Duration longest) {
        hurry = Optional.of(longest);
    }

    /** It was asked. Where it hurries there is another limit: what happens after that time. */
    void asked(Function<Duration, Future<?>> limits) {
        answerLimit.cancel(false);
        hurry.ifPresent(longest -> answerLimit = limits.apply(longest));
    }

    /** It is to be asked again, and of the next one there is no hurry: it may be as slow. */
    void again() {
        answerLimit.cancel(false);
        hurry = Optional.empty();
    }

    /** Without its number. */
    String text() {
        return text;
    }

    /** What happens when there is no answer, in place of what would have happened before. */
    void limit(Future<?> next) {
        limit.cancel(false);
        limit = next;
    }

    void answer(Said.Answer answer) {
        limit.cancel(false);
        answerLimit.cancel(false);
        answered.accept(answer);
    }

    void fail(String reason) {
        answer(new Said.Answer(0, Said.Verdict.FAILED, reason));
    }

    /** It is not asked: the lease that it needs is not there. */
    void unleased(String reason) {
        answer(new Said.Answer(0, Said.Verdict.UNLEASED, reason));
    }
}
