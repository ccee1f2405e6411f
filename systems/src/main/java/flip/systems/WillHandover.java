package flip.systems;

import com.google.common.collect.ImmutableSortedMap;
import flip.membership.Effect;
import flip.membership.Membership;
import flip.membership.Message;
import flip.membership.Moment;
import flip.membership.ServerId;
import java.time.Duration;
import java.util.List;

/** Has the last will handed to the driver that may have it, or taken back from it. */
final class WillHandover {
    private final Membership membership;
    private final Systems systems;

    /** Of the will that was handed over last, the lowest: the replay window has to admit it. */
    private long stamp = Long.MAX_VALUE;

    WillHandover(Membership membership, Systems systems) {
        this.membership = membership;
        this.systems = systems;
    }

    /** After anything that may have changed what is held. */
    List<Effect> look(Moment now, World world) {
        LastWill will = systems.lastWill();
        if (stamp != Long.MAX_VALUE && membership.isStampOld(stamp)) {
            will.ages();
            stamp = Long.MAX_VALUE; // What is due is done now, and once.
        }
        return switch (systems.willDue(now)) {
            case NOTHING -> List.of();
            case TAKE_BACK -> {
                world.takeBack(will.askedBack());
                yield List.of();
            }
            case HAND_OVER -> {
                List<Effect> effects = membership.reserveHeir(now);
                handOver(now, will, world);
                yield effects;
            }
        };
    }

    private void handOver(Moment now, LastWill will, World world) {
        ImmutableSortedMap<ServerId, Message> messages = membership.will(now);
        long epoch = systems.intent().view().epoch();
        Duration pingTimeout = systems.intent().plan().pingTimeout();
        if (messages.isEmpty()) {
            will.stays(now, epoch, pingTimeout);
        } else {
            String driver = will.handedOver(now, systems.tools(), epoch, pingTimeout);
            stamp =
                    messages.values().stream()
                            .mapToLong(message -> message.header().stamp())
                            .min()
                            .orElseThrow();
            world.handOver(new Will(driver, messages));
        }
    }
}
