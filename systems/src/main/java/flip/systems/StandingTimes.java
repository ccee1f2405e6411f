package flip.systems;

import flip.membership.Moment;
import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Since when each server is up, down or out, as far as this node saw it. */
final class StandingTimes {
    private record Since(Standing.State state, Moment moment) {}

    private final Moment start;
    private final Map<ServerId, Since> times = new TreeMap<>();

    StandingTimes(Moment start) {
        this.start = start;
    }

    void installed(Moment now, View view) {
        times.keySet().retainAll(view.standings().keySet());
        view.standings()
                .forEach(
                        (server, standing) -> {
                            Since since = times.get(server);
                            if (since == null || since.state() != standing.state()) {
                                times.put(server, new Since(standing.state(), now));
                            }
                        });
    }

    Duration since(Moment now, ServerId server) {
        Since since = times.get(server);
        return now.since(since == null ? start : since.moment());
    }
}
