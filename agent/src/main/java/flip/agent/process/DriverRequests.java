package flip.agent.process;

import com.google.common.collect.Lists;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one driver is asked for: what waits until it is ready, and what it has not answered yet. */
final class DriverRequests {
    private final Deque<DriverRequest> waiting = new ArrayDeque<>();
    private final Map<Long, DriverRequest> asked = new LinkedHashMap<>();
    private long number;

    /** Whether it has no run to carry out. */
    boolean isIdle() {
        return waiting.isEmpty() && asked.values().stream().noneMatch(DriverRequest::isRun);
    }

    boolean isFull() {
        return waiting.size() >= ScriptRunner.MOST_WAITING;
    }

    boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    /** Whether something waits to be lowered. */
    boolean isAnyDownWaiting() {
        return waiting.stream().anyMatch(DriverRequest::isDown);
    }

    void add(DriverRequest request) {
        waiting.add(request);
    }

    /** The one that waits longest, which waits no longer. */
    DriverRequest next() {
        return waiting.remove();
    }

    /** The line that asks for it. */
    String ask(DriverRequest request) {
        asked.put(++number, request);
        return number + " " + request.text();
    }

    /** False if that was not asked. */
    boolean answered(Said.Answer answer) {
        Optional<DriverRequest> request = Optional.ofNullable(asked.remove(answer.number()));
        request.ifPresent(it -> it.answer(answer));
        return request.isPresent();
    }

    /** One that waits, for that run. */
    Optional<DriverRequest> unsent(long run) {
        return waiting.stream().filter(each -> each.isFor(run)).findFirst();
    }

    /** One that was asked, for that run. */
    Optional<DriverRequest> sent(long run) {
        return asked.values().stream().filter(each -> each.isFor(run)).findFirst();
    }

    boolean isSent(DriverRequest request) {
        return asked.containsValue(request);
    }

    /** Whether a run that was asked for before that one is not over. */
    boolean isRunBefore(DriverRequest request) {
        return asked.values().stream()
                .takeWhile(each -> each != request)
                .anyMatch(DriverRequest::isRun);
    }

    /** Whether it waited, as it does no longer. */
    boolean remove(DriverRequest request) {
        return waiting.remove(request);
    }

    /** What hurries and was asked waits again, before all else. */
    void askAgain() {
        List<DriverRequest> hurrying =
                asked.values().stream().filter(DriverRequest::hurries).toList();
        asked.values().removeIf(DriverRequest::hurries);
        Lists.reverse(hurrying).forEach(waiting::addFirst);
        hurrying.forEach(DriverRequest::again);
    }

    void failUnsent(String reason) {
        List<DriverRequest> requests = List.copyOf(waiting);
        waiting.clear();
        requests.forEach(request -> request.fail(reason));
    }

    void failSent(String reason) {
        List<DriverRequest> requests = List.copyOf(asked.values());
        asked.clear();
        requests.forEach(request -> request.fail(reason));
    }
}
