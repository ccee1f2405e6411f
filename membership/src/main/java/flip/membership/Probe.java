package flip.membership;

import java.time.Duration;

/** One check of one member: a ping, repeated directly and through others until it answers. */
final class Probe {
    private boolean out;
    private Moment startedAt = Moment.NEVER;
    private Moment newsAt = Moment.NEVER;
    private Moment againAt = Moment.FOREVER;
    private Duration pause = Duration.ZERO;

    /**
     * A ping was sent; it is repeated after the time-out unless an answer comes. A repeat that is
     * due sooner stays so: pings that come faster than the time-out do not put it off for ever.
     */
    void started(Moment now, Duration timeout) {
        if (!out) {
            startedAt = now;
        }
        out = true;
        pause = timeout;
        againAt = Moment.earlier(againAt, now.plus(timeout));
    }

    /**
     * The ping that was sent brings news: only an answer to it, or to a later one, will do. The
     * answer to one before is no sign that the news came through.
     */
    void bringsNews(Moment now) {
        newsAt = now;
    }

    /** It was repeated: the pauses double up to that bound. */
    void repeated(Moment now, Duration longest) {
        pause = pause.multipliedBy(2).compareTo(longest) < 0 ? pause.multipliedBy(2) : longest;
        againAt = now.plus(pause);
    }

    /** A round trip whose first half began then. */
    void answered(Moment sentAt) {
        if (out && !sentAt.isBefore(Moment.later(startedAt, newsAt))) {
            ended();
        }
    }

    /** Nobody waits for an answer any more. */
    void ended() {
        out = false;
        againAt = Moment.FOREVER;
    }

    /** When the first ping was sent that was not answered yet. */
    Moment startedAt() {
        return startedAt;
    }

    /** Whether an answer is awaited. */
    boolean isOut() {
        return out;
    }

    /** When to repeat it; {@link Moment#FOREVER} when none is out. */
    Moment againAt() {
        return againAt;
    }
}
