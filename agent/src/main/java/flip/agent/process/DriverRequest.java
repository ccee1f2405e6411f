package flip.agent.process;

import flip.systems.Run;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Something that a driver is asked for. Guarded by the driver that it is for. */
final class DriverRequest {
    private final OptionalLong run;
    private final Duration grace;
    private final String text;
    private final Consumer<Said.Answer> answered;
    private Future<?> limit = CompletableFuture.completedFuture(null);

    /**
     * A request.
     *
     * @param run that it is for, by which it can be cancelled
     * @param grace how long an answer may take once it is cancelled
     * @param text without its number
     * @param answered told once what the driver answers, or why it will not
     */
    DriverRequest(OptionalLong run, Duration grace, String text, Consumer<Said.Answer> answered) {
        this.run = run;
        this.grace = grace;
        this.text = text;
        this.answered = answered;
    }

    /** What asks for that run. */
    static String text(Run run) {
        return "%s %s %s %s"
                .formatted(
                        run.verb().name().toLowerCase(Locale.ROOT),
                        Said.encoded(run.system()),
                        Said.encoded(run.datum()),
                        run.configJson());
    }

    boolean isFor(long which) {
        return run.isPresent() && run.getAsLong() == which;
    }

    Duration grace() {
        return grace;
    }

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
        answered.accept(answer);
    }

    void fail(String reason) {
        answer(new Said.Answer(0, false, reason));
    }
}
