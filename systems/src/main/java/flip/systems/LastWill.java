package flip.systems;

import flip.membership.Moment;
import flip.membership.Rule;
import flip.membership.Rules;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which driver has the last will of this server, if any may have it. A will says that nothing is
 * held, so it is handed over only while its driver has all that is (R18), and made anew each so
 * often and for each view.
 */
final class LastWill {
    /** What is to be done about it. */
    enum Step {
        NOTHING,
        /** Hand it over, for the first time or anew. */
        HAND_OVER,
        TAKE_BACK
    }

    private final Rules rules;

    /** The drivers that are ready, and can say one. */
    private final Set<String> ready = new TreeSet<>();

    /** The driver that may have it. */
    private Optional<String> holder = Optional.empty();

    private boolean takingBack;

    /** Whether that driver has failed at something, so that nobody knows what of it is here. */
    private boolean doubted;

    private Moment renewAt = Moment.NEVER;
    private long epoch = -1;

    LastWill(Rules rules) {
        this.rules = rules;
    }

    // What happened.

    /** A process of that driver is ready, and can say a will. */
    void ready(String driver) {
        ready.add(driver);
    }

    /**
     * The process of that driver is gone, or is about to be.
     *
     * @return whether it may have said the will (R17)
     */
    boolean ended(String driver) {
        ready.remove(driver);
        boolean spent = isWith(driver);
        if (spent) {
            nowhere();
        }
        return spent;
    }

    /** What was said since would soon make a replay of it. */
    void ages() {
        if (holder.isPresent()) {
            renewAt = Moment.NEVER;
        }
    }

    /** R19: a run by that has failed. */
    void failed(Tool tool) {
        if (rules.has(Rule.FAILURE_TAKES_WILL_BACK)
                && tool instanceof Tool.Driver driver
                && isWith(driver.named())) {
            doubted = true;
        }
    }

    /** That driver has no will any more, and never said it. */
    boolean takenBack(String driver) {
        boolean news = takingBack && isWith(driver);
        if (news) {
            nowhere();
        }
        return news;
    }

    private void nowhere() {
        holder = Optional.empty();
        takingBack = false;
        doubted = false;
        renewAt = Moment.NEVER;
    }

    private boolean isWith(String driver) {
        return holder.filter(driver::equals).isPresent();
    }

    // What is to be done.

    /** R18: whether something may be raised by that; a driver that has the will holds it, too. */
    boolean allows(Tool tool) {
        return !rules.has(Rule.WILL_COVERS_ALL)
                || holder.isEmpty()
                || (tool instanceof Tool.Driver driver && isWith(driver.named()));
    }

    /**
     * What is to be done now.
     *
     * @param held by what all is held that is, and is to be
     * @param whole whether nothing of that is on its way down: what an earlier process of a driver
     *     left behind its next one does not know
     * @param present the epoch of the installed view
     */
    Step due(Moment now, Collection<Tool> held, boolean whole, long present) {
        Optional<String> one = one(held);
        if (holder.isPresent()) {
            if (takingBack) {
                return Step.NOTHING;
            }
            if (doubted || !one.equals(holder)) {
                return Step.TAKE_BACK;
            }
            return renewAt.isAfter(now) && epoch == present ? Step.NOTHING : Step.HAND_OVER;
        }
        return whole && one.isPresent() ? Step.HAND_OVER : Step.NOTHING;
    }

    /** The driver through which all of it is held. */
    private Optional<String> one(Collection<Tool> held) {
        Set<String> drivers = new TreeSet<>();
        for (Tool tool : held) {
            if (tool instanceof Tool.Driver driver && ready.contains(driver.named())) {
                drivers.add(driver.named());
            } else if (rules.has(Rule.WILL_COVERS_ALL)) {
                return Optional.empty();
            }
        }
        return drivers.size() == 1 ? drivers.stream().findFirst() : Optional.empty();
    }

    /** Whether no driver has it, and none could. */
    boolean isIdle() {
        return holder.isEmpty() && ready.isEmpty();
    }

    /** This life makes no will at present: the one that was handed over stays as it is. */
    void stays(Moment now, long present, Duration period) {
        if (holder.isPresent()) {
            renewAt = now.plus(period);
            epoch = present;
        }
    }

    /** It is handed over now to the driver through which all of that is held. */
    String handedOver(Moment now, Collection<Tool> held, long present, Duration period) {
        holder = one(held);
        renewAt = now.plus(period);
        epoch = present;
        return holder.orElseThrow();
    }

    /** It is asked back. */
    String askedBack() {
        takingBack = true;
        renewAt = Moment.NEVER;
        return holder.orElseThrow();
    }

    /** When it is to be handed over anew. */
    Moment wakeAt() {
        return renewAt.equals(Moment.NEVER) ? Moment.FOREVER : renewAt;
    }
}
