package flip.agent.dump;

import flip.membership.Moment;
import flip.membership.Promise;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.CatalogReader;
import flip.systems.Node;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * How a node begins: with what happens to it from then on, all that it will ever do follows.
 *
 * @param self the server
 * @param now the moment of the start
 * @param seed of all its chance
 * @param configuration the text of the cluster's part of its own file, in which there is no key
 * @param promise what it may not forget; empty for a new server, or one whose disk was lost
 */
public record Beginning(
        ServerId self, Moment now, long seed, String configuration, Optional<Promise> promise) {
    /**
     * The node that begins so.
     *
     * @param file what the text says
     * @param reader reads other configurations
     * @throws IllegalArgumentException when the configuration in the promise cannot be read
     */
    public Node node(Catalog file, CatalogReader reader) {
        return new Node(self, file, reader, promise, new SplittableRandom(seed), now, Rules.ALL);
    }
}
