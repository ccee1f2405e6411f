package flip.membership;

import java.util.ArrayList;
import java.util.List;

/** What one verb asks for, in order; nothing that depends on the disk leaves before it. */
final class Doing {
    private final Ledger ledger;
    private final List<Effect> effects = new ArrayList<>();
    private final List<Effect.Say> durably = new ArrayList<>();

    Doing(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Says it at once; in the first moments of a life, once its stamps are reserved. */
    void say(ServerId to, Message.Body body) {
        effects.add(new Effect.Say(to, body, ledger.isReady() ? 0 : 1));
    }

    /** Says it when everything that binds this server at the end of this verb is durable. */
    void sayDurably(ServerId to, Message.Body body) {
        durably.add(new Effect.Say(to, body, 0));
    }

    void passOn(ServerId to, Message.Relay relay) {
        if (ledger.isReady()) {
            effects.add(new Effect.PassOn(to, relay));
        }
    }

    void note(Notice notice) {
        effects.add(new Effect.Note(notice));
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    /** Everything, with the promise to persist before what waits for it. */
    List<Effect> finished() {
        ledger.flush().ifPresent(effects::add);
        for (Effect.Say say : durably) {
            effects.add(new Effect.Say(say.to(), say.body(), ledger.bindingNumber()));
        }
        durably.clear();
        return List.copyOf(effects);
    }
}
