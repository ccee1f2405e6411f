package flip.lab.e2e;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** From which moment on a client reaches the server that has the address, and it alone. */
public final class RightServer {
    /** Longer than any planned move: a client notices. */
    public static final Duration SILENCE = Duration.ofMillis(250);

    private RightServer() {}

    /**
     * The time from a moment to the first of the answers that are all right, with no long silence
     * among them. Zero when every answer since the moment was.
     */
    public static Duration after(
            String address, long moment, List<Answers.Answer> answers, Timeline timeline) {
        Deque<Timeline.Change> changes =
                new ArrayDeque<>(
                        timeline.since(Long.MIN_VALUE).stream()
                                .filter(change -> change.address().equals(address))
                                .toList());
        Set<String> holders = new TreeSet<>();
        long last = moment;
        long right = moment;
        boolean isRight = true;
        for (Answers.Answer answer : answers) {
            while (!changes.isEmpty() && changes.getFirst().at() <= answer.at()) {
                apply(changes.removeFirst(), holders);
            }
            if (answer.at() < moment) {
                continue;
            }
            boolean good =
                    holders.equals(Set.of(answer.host()))
                            || answeredBeforeTheMove(address, answer, holders, timeline);
            boolean silent = answer.at() - last > SILENCE.toNanos();
            if (good && (silent || !isRight)) {
                right = answer.at();
            }
            isRight = good;
            last = answer.at();
        }
        return Duration.ofNanos(right - moment);
    }

    /** An answer that was on its way while the address moved was right when it was given. */
    private static boolean answeredBeforeTheMove(
            String address, Answers.Answer answer, Set<String> holders, Timeline timeline) {
        return holders.size() <= 1
                && timeline.since(answer.askedAt()).stream()
                        .anyMatch(
                                change ->
                                        change.at() <= answer.at()
                                                && !change.present()
                                                && change.address().equals(address)
                                                && change.host().equals(answer.host()));
    }

    private static void apply(Timeline.Change change, Set<String> holders) {
        if (change.present()) {
            holders.add(change.host());
        } else {
            holders.remove(change.host());
        }
    }
}
