package flip.agent.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The live table, and what the one who watches does to the servers. */
final class DemoShow {
    private static final long LOOK_PERIOD_MS = 500;

    private final DemoCluster cluster;
    private final PrintWriter out;
    private final Paint paint;
    private final boolean terminal;
    private List<String> shownLast = List.of();
    private String said = "";

    DemoShow(DemoCluster cluster, PrintWriter out, Paint paint, boolean terminal) {
        this.cluster = cluster;
        this.out = out;
        this.paint = paint;
        this.terminal = terminal;
    }

    /** Until "q" comes, or the process is ended. */
    void run(BlockingQueue<Character> keys) throws CommandFailed, InterruptedException {
        for (int server = 0; server < cluster.config().servers().size(); server++) {
            cluster.powerOn(server);
        }
        said = "all servers are switched on";
        while (true) {
            show();
            if (out.checkError()) {
                return; // Nobody watches any more.
            }
            Optional<Character> key =
                    Optional.ofNullable(keys.poll(LOOK_PERIOD_MS, TimeUnit.MILLISECONDS));
            if (key.isPresent() && !obeyed(key.get())) {
                return;
            }
        }
    }

    private boolean obeyed(char key) throws CommandFailed {
        int server = key - '1';
        if (server >= 0 && server < cluster.config().servers().size()) {
            toggle(server);
        } else if (key == 'p') {
            cluster.connect(false);
            said = "every link is cut";
        } else if (key == 'h') {
            cluster.connect(true);
            said = "the links are mended";
        }
        return key != 'q';
    }

    private void toggle(int server) throws CommandFailed {
        String id = cluster.config().servers().get(server);
        if (cluster.isOn(server)) {
            cluster.powerOff(server);
            said = id + " lost its power";
        } else {
            cluster.powerOn(server);
            said = id + " is switched on again";
        }
    }

    private void show() {
        Scene scene = cluster.look();
        int columns = Terminal.columns();
        List<String> lines = scene.lines(paint, cluster.stage().place(), columns);
        if (!terminal && lines.equals(shownLast)) {
            return;
        }
        shownLast = lines;
        StringBuilder text = new StringBuilder(terminal ? Terminal.CLEAR : "\n");
        text.append(paint.strong("flip demo")).append(": ");
        cluster.stage()
                .description()
                .forEach(line -> text.append(Terminal.wrapped(line, columns)).append('\n'));
        text.append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        text.append('\n').append(said).append('\n');
        text.append(scene.connected() ? "" : paint.warning("no two servers can talk") + "\n");
        if (terminal) {
            text.append('\n');
            hints().forEach(line -> text.append(Terminal.wrapped(line, columns)).append('\n'));
        }
        out.print(text);
        out.flush();
    }

    private List<String> hints() {
        StringBuilder power = new StringBuilder();
        for (int server = 0; server < cluster.config().servers().size(); server++) {
            power.append(server == 0 ? "" : "  ")
                    .append(paint.strong(Integer.toString(server + 1)))
                    .append(cluster.isOn(server) ? " cut the power of " : " switch on ")
                    .append(cluster.config().servers().get(server));
        }
        return List.of(
                power.toString(),
                paint.strong("p")
                        + " partition: cut every link  "
                        + paint.strong("h")
                        + " heal  "
                        + paint.strong("q")
                        + " quit",
                paint.faint("flip status -s " + cluster.socket(0)),
                paint.faint("tail -f " + cluster.log(0)));
    }
}
