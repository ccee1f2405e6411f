package flip.agent;

import flip.agent.dump.Recording;
import flip.agent.process.Drivers;
import flip.agent.process.ResidentWatch;
import flip.systems.Catalog;
import java.util.function.Consumer;

/**
 * What outlasts a node.
 *
 * @param catalogs that were read
 * @param scripts for runs of scripts
 * @param drivers for runs by drivers
 * @param watch on the addresses that are held
 * @param counters of what is refused
 * @param recording of what happens to it
 * @param broken told when an invariant is broken; does not come back
 * @param agreed told of each catalog by which something may be held here
 */
record Hands(
        CatalogMemory catalogs,
        Scripts scripts,
        Drivers drivers,
        ResidentWatch watch,
        Counters counters,
        Recording recording,
        Consumer<Throwable> broken,
        Consumer<Catalog> agreed) {}
