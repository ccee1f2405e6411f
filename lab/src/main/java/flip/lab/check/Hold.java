package flip.lab.check;

import flip.membership.ServerId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * A thing that a server holds, from the start of its alive script until a down succeeded; and in
 * which way it may be held longer than promised. All times are those of the simulation.
 */
public final class Hold {
    /** Later than any simulation goes on. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

    private final ServerId server;
    private final Thing thing;
    private final long identity;
    private final long incarnation;
    private final boolean driven;

    /** Until when nobody could begin to lower it, for each reason. */
    private final Map<Hindrance, Duration> hinderedUntil = new EnumMap<>(Hindrance.class);

    /** When the last down ends that fails, or takes longer than the guard leaves for it. */
    private Duration failsAt = Duration.ofNanos(Long.MIN_VALUE / 2);

    private boolean contested;

    Hold(ServerId server, Thing thing, long identity, long incarnation, boolean driven) {
        this.server = server;
        this.thing = thing;
        this.identity = identity;
        this.incarnation = incarnation;
        this.driven = driven;
    }

    public ServerId server() {
        return server;
    }

    public Thing thing() {
        return thing;
    }

    long identity() {
        return identity;
    }

    /** The holder's life when it raised the thing. */
    long incarnation() {
        return incarnation;
    }

    /** Whether a driver has it, which lets go also when the agent is stopped or killed. */
    boolean isDriven() {
        return driven;
    }

    /** From now on nobody can begin to lower it. */
    void hinder(Hindrance why) {
        hinderedUntil.put(why, FOREVER);
    }

    /** That is over: by now, who has to lower it knows, and can. */
    void free(Hindrance why, Duration now) {
        hinderedUntil.replace(why, FOREVER, now);
    }

    /** A down of it ends then, and fails, or is late. */
    void failsAt(Duration moment) {
        failsAt = failsAt.compareTo(moment) < 0 ? moment : failsAt;
    }

    /**
     * Whether it may be held now although its server's lease is over (I3, I10): a down failed or
     * was late since the holder had none, or nobody could begin one before the end, and the guard
     * has not passed since. Nothing that happened under the lease excuses anything, since a down is
     * begun when it ends.
     */
    boolean isExcused(Duration now, LeaseEnd end, Duration guard) {
        if (now.compareTo(end.granted()) < 0) {
            return false;
        }
        return failsAt.compareTo(end.held()) >= 0
                || hinderedUntil.values().stream()
                        .anyMatch(
                                until ->
                                        until.compareTo(end.granted()) > 0
                                                && now.minus(guard).compareTo(until) < 0);
    }

    /** Whether somebody else was ever heard there to say that he has the thing. */
    boolean isContested() {
        return contested;
    }

    void contest() {
        contested = true;
    }

    @Override
    public String toString() {
        return thing + " on " + server + " (incarnation " + incarnation + ")";
    }
}
