package flip.lab.e2e;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Who answered the client, and when: what the world outside saw of the cluster. */
public final class Answers {
    /** A quarter of an hour at the fastest rate. */
    private static final int LIMIT = 1_000_000;

    /**
     * One answer: who sent it, and when its question left and it came, both on the client's clock.
     */
    public record Answer(String host, long askedAt, long at) {}

    private final Map<String, Deque<Answer>> byAddress = new LinkedHashMap<>();

    synchronized void add(String address, Answer answer) {
        Deque<Answer> answers = byAddress.computeIfAbsent(address, each -> new ArrayDeque<>());
        if (answers.size() == LIMIT) {
            answers.removeFirst();
        }
        answers.addLast(answer);
        notifyAll();
    }

    /** All answers from an address that came between two moments. */
    public synchronized List<Answer> between(String address, long from, long to) {
        return of(address).stream().filter(each -> each.at() >= from && each.at() <= to).toList();
    }

    /** The longest time between two answers, or between an answer and either end. */
    public Duration longestSilence(String address, long from, long to) {
        long longest = 0;
        long last = from;
        for (Answer answer : between(address, from, to)) {
            longest = Math.max(longest, answer.at() - last);
            last = answer.at();
        }
        return Duration.ofNanos(Math.max(longest, to - last));
    }

    /**
     * How long in all nobody answered between two moments: what is shorter than the limit between
     * two answers is not noticed.
     */
    public Duration silence(String address, long from, long to, Duration noticed) {
        long sum = 0;
        long last = from;
        for (Answer answer : between(address, from, to)) {
            sum += noticedBetween(last, answer.at(), noticed);
            last = Math.max(last, answer.at());
        }
        return Duration.ofNanos(sum + noticedBetween(last, to, noticed));
    }

    private static long noticedBetween(long from, long to, Duration noticed) {
        return to - from > noticed.toNanos() ? to - from : 0;
    }

    /** Waits for the first answer that came after a moment and is as wanted; empty if none came. */
    public synchronized Optional<Answer> await(
            String address, long after, Predicate<Answer> wanted, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            Optional<Answer> found = firstAfter(address, after, wanted);
            long left = deadline - System.nanoTime();
            if (found.isPresent() || left <= 0) {
                return found;
            }
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for an answer", e);
            }
        }
    }

    /** Waits for an answer from this host; empty if none came within the limit. */
    public Optional<Answer> awaitFrom(String address, String host, long after, Duration limit) {
        return await(address, after, answer -> answer.host().equals(host), limit);
    }

    /** Looks at the newest first: what is waited for has only just come. */
    private Optional<Answer> firstAfter(String address, long after, Predicate<Answer> wanted) {
        Optional<Answer> first = Optional.empty();
        var newestFirst = of(address).descendingIterator();
        while (newestFirst.hasNext()) {
            Answer answer = newestFirst.next();
            if (answer.at() < after) {
                break;
            }
            if (wanted.test(answer)) {
                first = Optional.of(answer);
            }
        }
        return first;
    }

    private Deque<Answer> of(String address) {
        return byAddress.getOrDefault(address, new ArrayDeque<>());
    }
}
