package flip.lab.sim;

import flip.membership.Moment;
import flip.membership.Promise;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.CatalogReader;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How a process begins: the node of the product, or a small one that tests the simulator. */
@FunctionalInterface
interface CoreMaker {
    Core make(
            ServerId self,
            Catalog file,
            CatalogReader reader,
            Optional<Promise> promise,
            RandomGenerator random,
            Moment now,
            Rules rules);
}
