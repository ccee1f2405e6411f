package flip.lab.faults;

import flip.lab.e2e.Agents;
import flip.lab.e2e.ClusterFile;
import java.nio.file.Path;
import java.util.Optional;

/** What has to be arranged before flip's agents start, so that a fault can be done to them. */
interface Preparation {
    /** Nothing: the fault comes from outside. */
    Preparation NONE = new Preparation() {};

    /** Why this cannot be arranged here; empty when it can. */
    default Optional<String> whyNot() {
        return Optional.empty();
    }

    /** Changes the cluster's file; what it names may be written to the folder. */
    default void change(ClusterFile file, Path folder) {}

    /** What a shell does before it becomes the agent of this server, which alone sees it. */
    default String shell(Agents agents, String server) {
        return "";
    }
}
