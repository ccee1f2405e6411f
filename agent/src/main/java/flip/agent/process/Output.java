package flip.agent.process;

import java.io.Closeable;
import java.io.File;
import java.nio.charset.StandardCharsets;

/** Where one run prints to. */
interface Output extends Closeable {

    /** What the process is given as its standard output and error. */
    File writingEnd();

    /** The process has its end open: from now on nobody else needs to find it. */
    void opened();

    /** The process has ended: {@link #readTo} returns when it has read what was printed by now. */
    void end();

    /** Reads on the calling thread until {@link #end}. */
    void readTo(OutputLines lines);

    @Override
    void close();

    /**
     * There is no pipe to be had, perhaps for a full disk: the script matters more than its words.
     */
    record Lost(String why) implements Output {
        @Override
        public File writingEnd() {
            return new File("/dev/null");
        }

        @Override
        public void opened() {}

        @Override
        public void end() {}

        @Override
        public void readTo(OutputLines lines) {
            byte[] news =
                    "(what this run prints is lost: %s)%n"
                            .formatted(why)
                            .getBytes(StandardCharsets.UTF_8);
            lines.take(news, 0, news.length);
        }

        @Override
        public void close() {}
    }
}
