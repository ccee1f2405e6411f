package flip.agent.fuzz;

import flip.membership.Message;
import flip.membership.ServerId;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.Event;
import java.time.Duration;
import java.util.List;

/**
 * Whatever a server with a key of the cluster says, true or not: no node stops of it, says what
 * nobody can read, writes a promise that it cannot start with, or comes to no rest.
 */
public final class NodeFuzz {
    private static final List<Integer> FIRST_MILLIS = List.of(0, 20, 290, 330, 500, 800);
    private static final List<Integer> PAUSE_MILLIS = List.of(1, 2, 5, 20, 60, 300);
    private static final int MOST_STEPS = 40;

    private NodeFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        Choices choices = new Choices(input);
        Street street = new Street(List.of("a", "b", "c"));
        Liar liar = new Liar(choices, street);
        boolean oneIsMissing = choices.once(4);
        for (House house : street.houses()) {
            if (!(oneIsMissing && house.id().value().equals("c"))) {
                house.starts();
            }
        }
        street.passes(Duration.ofMillis(choices.of(FIRST_MILLIS)));
        for (int step = 0; step < MOST_STEPS && !choices.isOver(); step++) {
            happens(choices, street, liar);
        }
        street.houses().forEach(house -> house.isCutOff(false));
        street.passes(Duration.ofMillis(400));
        street.houses().forEach(house -> house.restarts(false));
        street.passes(Duration.ofMillis(150));
    }

    private static void happens(Choices choices, Street street, Liar liar) {
        House house = choices.of(street.houses());
        switch (choices.below(16)) {
            case 0, 1, 2 -> street.passes(Duration.ofMillis(choices.of(PAUSE_MILLIS)));
            case 3 -> house.restarts(choices.once(3));
            case 4 -> house.isCutOff(!house.isCutOff());
            case 5 -> house.scriptsFail(choices.once(2));
            case 6 ->
                    house.step(
                            switch (choices.below(3)) {
                                case 0 -> new Event.ClockJumped();
                                case 1 -> new Event.Offered(choices.of(Texts.ALL));
                                default -> new Event.Leave();
                            });
            default -> {
                ServerId sender = new ServerId(choices.of(List.of("a", "b", "c", "d", "e")));
                lie(house, liar.message(house, sender));
            }
        }
    }

    /** As it would come off the wire; what is refused at the border never comes. */
    private static void lie(House house, Message message) {
        Message read;
        try {
            read = Wire.decode(Wire.encode(message));
        } catch (WireException e) {
            return;
        }
        house.received(read);
        house.isLookedAt();
    }
}
