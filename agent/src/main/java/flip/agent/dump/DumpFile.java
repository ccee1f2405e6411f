package flip.agent.dump;

import flip.agent.dump.Words.BadLine;
import flip.membership.Moment;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.Event;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a dump: gzip of lines. A heading, each step with what was asked for, and how many steps
 * there are, so that one that is cut off is not taken for a shorter one.
 */
public final class DumpFile {
    /** The first word of a dump. */
    static final String FORMAT = "flip-dump";

    static final int FORMAT_NUMBER = 1;

    /** Before each line of what a step asked for. */
    static final String ASKED = "> ";

    /** After a step that came to no end. */
    static final String UNFINISHED = "unfinished";

    static final String END = "end";
    static final String NONE = "none";

    private final Path file;
    private int lines;

    private DumpFile(Path file) {
        this.file = file;
    }

    /**
     * What stands before the steps.
     *
     * @param version of the flip that wrote it
     * @param cause why it was written
     * @param beginning of the node that it tells of
     * @param missing so many steps that came first are not there any more
     */
    public record Heading(String version, String cause, Beginning beginning, long missing) {}

    /**
     * One step.
     *
     * @param number counted from the beginning of the node, from 1
     * @param now when it was
     * @param event what happened
     * @param asked the lines of what was asked for
     * @param finished whether it came to an end
     */
    record Step(long number, Moment now, Event event, List<String> asked, boolean finished) {}

    /** Is shown a dump. */
    interface Reader {
        /** Once, first. */
        void begins(Heading heading) throws DumpRefused;

        /** Each; whether there is need of more. */
        boolean happens(Step step);
    }

    /**
     * Shows a dump, to its end or as far as is needed.
     *
     * @throws DumpRefused when it cannot be read, or not to its end
     */
    static void read(Path file, Reader reader) throws DumpRefused {
        new DumpFile(file).read(reader);
    }

    private void read(Reader reader) throws DumpRefused {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(file)),
                                StandardCharsets.UTF_8))) {
            Heading heading = heading(in);
            reader.begins(heading);
            steps(in, heading, reader);
        } catch (EOFException e) {
            throw cutOff(e);
        } catch (ZipException e) {
            throw lines == 0
                    ? new DumpRefused(file + " is no dump: " + e.getMessage(), e)
                    : damaged(e);
        } catch (BadLine e) {
            throw damaged(e);
        } catch (IOException e) {
            throw new DumpRefused(file + " cannot be read: " + e, e);
        }
    }

    private void steps(BufferedReader in, Heading heading, Reader reader)
            throws IOException, BadLine, DumpRefused {
        long count = 0;
        String line = line(in);
        while (!line.startsWith(END)) {
            Words words = new Words(line);
            Moment now = new Moment(heading.beginning().now().nanos() + words.nextNumber());
            Event event = EventLine.read(words);
            List<String> asked = new ArrayList<>();
            line = line(in);
            while (line.startsWith(ASKED)) {
                asked.add(line.substring(ASKED.length()));
                line = line(in);
            }
            boolean finished = !line.equals(UNFINISHED);
            if (!finished) {
                line = line(in);
            }
            count++;
            if (!reader.happens(new Step(heading.missing() + count, now, event, asked, finished))) {
                return;
            }
        }
        Words words = new Words(line);
        words.next();
        long told = words.nextNumber();
        if (told != count) {
            throw new BadLine("there are " + count + " steps, not " + told);
        }
        // The check sum of the last piece is read, too.
        if (in.readLine() != null) {
            throw new BadLine("there is something after the end");
        }
    }

    private Heading heading(BufferedReader in) throws IOException, BadLine, DumpRefused {
        Words first = new Words(line(in));
        if (!first.next().equals(FORMAT)) {
            throw new DumpRefused(file + " is no dump of flip: its first word is not " + FORMAT);
        }
        long format = first.nextNumber();
        if (format != FORMAT_NUMBER) {
            throw new DumpRefused(
                    file
                            + " is of format "
                            + format
                            + ", and this flip reads "
                            + FORMAT_NUMBER
                            + ": use the version that wrote it");
        }
        String version = value(in, "version").nextQuoted();
        String cause = value(in, "cause").nextQuoted();
        ServerId self = server(value(in, "server").nextQuoted());
        Moment start = new Moment(value(in, "start").nextNumber());
        long seed = value(in, "seed").nextNumber();
        String configuration = value(in, "configuration").nextQuoted();
        Optional<Promise> promise = promise(value(in, "promise").next());
        long missing = value(in, "missing").nextNumber();
        return new Heading(
                version, cause, new Beginning(self, start, seed, configuration, promise), missing);
    }

    private Words value(BufferedReader in, String key) throws IOException, BadLine, DumpRefused {
        String line = line(in);
        Words words = new Words(line);
        if (!words.next().equals(key)) {
            throw new BadLine("there should be `" + key + "`");
        }
        return words;
    }

    private static ServerId server(String id) throws BadLine {
        try {
            return new ServerId(id);
        } catch (IllegalArgumentException e) {
            throw new BadLine(String.valueOf(e.getMessage()), e);
        }
    }

    private static Optional<Promise> promise(String hex) throws BadLine {
        if (hex.equals(NONE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Wire.decodePromise(HexFormat.of().parseHex(hex)));
        } catch (IllegalArgumentException | WireException e) {
            throw new BadLine("the promise cannot be read: " + e.getMessage(), e);
        }
    }

    private String line(BufferedReader in) throws IOException, DumpRefused {
        String line = in.readLine();
        if (line == null) {
            throw cutOff(new EOFException());
        }
        lines++;
        return line;
    }

    private DumpRefused cutOff(EOFException cause) {
        return new DumpRefused(
                file + " is cut off after line " + lines + ": copy it once more, whole", cause);
    }

    private DumpRefused damaged(Exception cause) {
        return new DumpRefused(
                file + " is damaged at line " + lines + ": " + cause.getMessage(), cause);
    }
}
