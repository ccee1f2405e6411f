package flip.lab.check;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import flip.membership.ServerId;
import flip.membership.Standing;
import flip.membership.View;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** Which lives of servers the chosen views show to be over. */
final class Ended {
    private record Disk(long lineage, ServerId server, long identity) implements Comparable<Disk> {
        private static final Comparator<Disk> ORDER =
                comparingLong(Disk::lineage)
                        .thenComparing(comparing(Disk::server))
                        .thenComparingLong(Disk::identity);

        @Override
        public int compareTo(Disk other) {
            return ORDER.compare(this, other);
        }
    }

    private final TreeMap<Disk, Long> last = new TreeMap<>();

    /** Takes what a chosen view says. */
    void chosen(View view, Map<ServerId, Standing> before) {
        view.standings()
                .forEach(
                        (server, standing) -> {
                            boolean up = standing.state() == Standing.State.UP;
                            long over = up ? standing.incarnation() - 1 : standing.incarnation();
                            end(view.lineage(), server, standing.identity(), over);
                            Standing former = before.get(server);
                            if (former != null && former.identity() != standing.identity()) {
                                end(view.lineage(), server, former.identity(), Long.MAX_VALUE);
                            }
                        });
    }

    private void end(long lineage, ServerId server, long identity, long incarnation) {
        if (identity != 0) {
            last.merge(new Disk(lineage, server, identity), incarnation, Math::max);
        }
    }

    /** Whether that life of the server is known to be over. */
    boolean isOver(long lineage, ServerId server, long identity, long incarnation) {
        Long found = last.get(new Disk(lineage, server, identity));
        return found != null && found >= incarnation;
    }
}
