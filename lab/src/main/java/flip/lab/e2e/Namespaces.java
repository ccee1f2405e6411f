package flip.lab.e2e;

import java.util.ArrayList;
import java.util.List;

/**
 * The namespaces of one run. None is left behind: not at the end, not after Ctrl-C, and what a
 * killed run left is removed by the next one.
 */
final class Namespaces implements AutoCloseable {
    private final List<Netns> namespaces = new ArrayList<>();
    private final Thread onShutdown = new Thread(this::remove, "lab-cleanup");
    private final String prefix = Owner.self().newPrefix();

    private Namespaces() {}

    static Namespaces open() {
        Owner.removeLeftovers();
        Namespaces opened = new Namespaces();
        Runtime.getRuntime().addShutdownHook(opened.onShutdown);
        return opened;
    }

    synchronized Netns create(String name) {
        Netns namespace = Netns.create(prefix + "-" + name);
        namespaces.add(namespace);
        return namespace;
    }

    private synchronized void remove() {
        namespaces.forEach(Netns::delete);
        namespaces.clear();
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException e) {
            // The process is ending: the hook runs as well, and finds nothing left to do.
            return;
        }
    }
}
