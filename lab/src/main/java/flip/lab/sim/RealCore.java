package flip.lab.sim;

import flip.membership.Moment;
import flip.membership.Promise;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.CatalogReader;
import flip.systems.Event;
import flip.systems.Node;
import flip.systems.Status;
import flip.systems.World;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The node of the product: the very code that runs in production. */
final class RealCore implements Core {
    private final Node node;

    RealCore(
            ServerId self,
            Catalog file,
            CatalogReader reader,
            Optional<Promise> promise,
            RandomGenerator random,
            Moment now,
            Rules rules) {
        node = new Node(self, file, reader, promise, random, now, rules);
    }

    @Override
    public void step(Moment now, Event event, World world) {
        node.step(now, event, world);
    }

    @Override
    public Moment wakeAt() {
        return node.wakeAt();
    }

    @Override
    public Moment leaseUntil() {
        return node.leaseUntil();
    }

    @Override
    public Status status(Moment now) {
        return node.status(now);
    }
}
