package flip.membership;

import java.util.Map;

/**
 * Who proposes first: the first voter, in the order of ids, that is up and reached from here, and
 * has not said its last will.
 */
final class Rank {
    private Rank() {}

    /** How many voters come before this server; they are given the time to propose. */
    static int of(Self self, Moment now) {
        View known = self.known();
        if (!known.isFormed()) {
            return (int)
                    self.founders().stream()
                            .filter(id -> id.compareTo(self.id()) < 0 && self.isReached(now, id))
                            .count();
        }
        boolean selfUp = known.isUp(self.id());
        int before = 0;
        for (Map.Entry<ServerId, Standing> entry : known.standings().entrySet()) {
            ServerId id = entry.getKey();
            Standing standing = entry.getValue();
            if (!standing.voter()
                    || id.equals(self.id())
                    || self.members().contact(id, standing.identity()).isGone()
                    || !self.members()
                            .isReached(now, id, standing.identity(), self.pingTimeout())) {
                continue;
            }
            boolean up = standing.state() == Standing.State.UP;
            boolean ahead = up == selfUp ? id.compareTo(self.id()) < 0 : up;
            before += ahead ? 1 : 0;
        }
        return before;
    }
}
