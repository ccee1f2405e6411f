package flip.lab.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which servers answer under which address, and from when to when: as each was asked itself, also
 * those that no client would find. An answer shows that its server answered at some moment between
 * the question and the answer; so a span is what certainly was, and is up to two periods of asking
 * too short.
 */
public final class Serving {
    /** A time in which a server answered, without a noticeable gap. */
    private record Span(long from, long to) {}

    /** One end of a span: how many servers more answer from then on. */
    private record End(long at, int change) {}

    private final Duration gap;
    private final Map<String, Map<String, List<Span>>> spans = new TreeMap<>();

    /** Answers that lie closer together than the gap belong to one span. */
    public Serving(Duration gap) {
        this.gap = gap;
    }

    /** A server that was asked answered; answers of one server come in the order of their time. */
    public synchronized void answered(String address, String host, long askedAt, long at) {
        List<Span> of =
                spans.computeIfAbsent(address, each -> new TreeMap<>())
                        .computeIfAbsent(host, each -> new ArrayList<>());
        if (!of.isEmpty() && askedAt - of.get(of.size() - 1).to() <= gap.toNanos()) {
            Span last = of.remove(of.size() - 1);
            of.add(new Span(last.from(), Math.max(last.to(), askedAt)));
        } else {
            of.add(new Span(at, at));
        }
    }

    /** How long in all more than one server answered under the address between two moments. */
    public synchronized Duration onSeveral(String address, long from, long to) {
        List<End> ends = new ArrayList<>();
        for (List<Span> each : spans.getOrDefault(address, Map.of()).values()) {
            for (Span span : each) {
                long begin = Math.max(span.from(), from);
                long end = Math.min(span.to(), to);
                if (begin < end) {
                    ends.add(new End(begin, 1));
                    ends.add(new End(end, -1));
                }
            }
        }
        ends.sort(Comparator.comparingLong(End::at));
        long sum = 0;
        long last = from;
        int answering = 0;
        for (End end : ends) {
            sum += answering > 1 ? end.at() - last : 0;
            answering += end.change();
            last = end.at();
        }
        return Duration.ofNanos(sum);
    }
}
