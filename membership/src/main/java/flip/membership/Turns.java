package flip.membership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/** Randomised round robin: everybody's turn comes within a bounded time (SWIM §4.3). */
final class Turns {
    private final RandomGenerator random;
    private final List<Member> left = new ArrayList<>();

    Turns(RandomGenerator random) {
        this.random = random;
    }

    /** The next so many, of those that there are; a new order begins when all had their turn. */
    List<Member> next(int count, Collection<Member> all) {
        List<Member> chosen = new ArrayList<>();
        boolean refilled = false;
        while (chosen.size() < Math.min(count, all.size())) {
            if (left.isEmpty()) {
                if (refilled) {
                    break;
                }
                refilled = true;
                left.addAll(inRandomOrder(all));
            }
            Member member = left.remove(left.size() - 1);
            if (all.contains(member) && !chosen.contains(member)) {
                chosen.add(member);
            }
        }
        return chosen;
    }

    /** All of them, shuffled (Fisher and Yates). */
    List<Member> inRandomOrder(Collection<Member> all) {
        List<Member> order = new ArrayList<>(all);
        for (int at = order.size() - 1; at > 0; at--) {
            int other = random.nextInt(at + 1);
            Member swapped = order.get(at);
            order.set(at, order.get(other));
            order.set(other, swapped);
        }
        return order;
    }
}
