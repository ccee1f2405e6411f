package flip.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The inner half of the demo: it runs where the servers are to stand. */
final class Demo {
    /** More keys than anybody presses while one is obeyed. */
    private static final int LIMIT_KEYS = 64;

    private final Path home;
    private final Path folder;
    private final PrintWriter out;
    private final Paint paint;

    Demo(Path home, Path folder, PrintWriter out, Paint paint) {
        this.home = home;
        this.folder = folder;
        this.out = out;
        this.paint = paint;
    }

    /** How it is to be shown. */
    record Mode(boolean tour, boolean terminal) {}

    /** The stage of namespaces, for a process that has its own. */
    Stage namespaces(DemoConfig config) throws CommandFailed {
        return new NamespaceStage(home, folder, config);
    }

    /** The stage where there are none. */
    Stage loopback(DemoConfig config, String reason) throws CommandFailed {
        return new LoopbackStage(home, folder, config, reason);
    }

    /**
     * Shows it, and leaves nothing running.
     *
     * @param keys what the one who watches presses
     * @param left what to do, once nothing runs any more, when nobody can press anything any more;
     *     empty to go on all the same
     */
    void show(Stage stage, DemoConfig config, Mode mode, InputStream keys, Optional<Runnable> left)
            throws CommandFailed, InterruptedException {
        DemoCluster cluster = new DemoCluster(stage, config, folder);
        Thread closing = new Thread(cluster::close, "flip-demo-end");
        // When a signal ends us; a stage can be closed twice.
        Runtime.getRuntime().addShutdownHook(closing);
        BlockingQueue<Character> pressed =
                listen(
                        keys,
                        () -> {
                            if (left.isPresent()) {
                                cluster.close();
                                left.get().run();
                            }
                        });
        try {
            if (mode.tour()) {
                out.println(
                        paint.strong("flip demo") + ": " + String.join("\n", stage.description()));
                new DemoTour(cluster, out, paint).run();
            } else {
                new DemoShow(cluster, out, paint, mode.terminal()).run(pressed);
            }
        } finally {
            cluster.close();
        }
    }

    private static BlockingQueue<Character> listen(InputStream keys, Runnable left) {
        BlockingQueue<Character> pressed = new LinkedBlockingQueue<>(LIMIT_KEYS);
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                for (int key = keys.read(); key >= 0; key = keys.read()) {
                                    if (!pressed.offer((char) key)) {
                                        pressed.clear(); // More than can be obeyed.
                                    }
                                }
                            } catch (IOException e) {
                                pressed.clear(); // As if it had ended.
                            }
                            left.run();
                        },
                        "flip-demo-keys");
        thread.setDaemon(true);
        thread.start();
        return pressed;
    }
}
