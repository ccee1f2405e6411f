package flip.agent.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedSet;
import flip.agent.config.AgreedCatalogReader;
import flip.agent.dump.Replay.Verdict;
import flip.membership.Moment;
import flip.membership.ServerId;
import flip.systems.Event;
import flip.systems.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded can be stepped through again, and whatever is not whole is refused. */
class ReplayTest {
    /** Until it holds its data, and some ticks. */
    private static final int SOME_STEPS = 60;

    /** For what is tried with each of its bytes. */
    private static final int FEW_STEPS = 6;

    @TempDir private Path folder;
    private final Recording recording = new Recording();
    private final List<String> told = new ArrayList<>();

    @Test
    void aNodeIsSteppedThroughAgainWithAllThatItAskedFor() throws Exception {
        new Alone(recording, 17).runs(SOME_STEPS);

        Verdict verdict = replay(dump("somebody asked for it"));

        assertThat(verdict).as("%s", told).isEqualTo(Verdict.EQUAL);
        assertThat(told).first().asString().contains("server a", "seed 17", "asked for it");
        assertThat(told).anyMatch(line -> line.contains("runs Run[") && line.contains("ALIVE"));
        assertThat(told).last().isEqualTo(SOME_STEPS + " steps: everything is as it was there");
    }

    @Test
    void anotherNodeIsWithoutTheFormer() throws Exception {
        new Alone(recording, 17).runs(SOME_STEPS);
        new Alone(recording, 18).runs(3);

        assertThat(replay(dump("why"))).isEqualTo(Verdict.EQUAL);
        assertThat(told).last().asString().startsWith("3 steps");
    }

    @Test
    void aStepThatCameToNoEndIsTheLast() throws Exception {
        Alone alone = new Alone(recording, 17);
        alone.runs(SOME_STEPS);
        alone.begins(new Event.Leave());

        assertThat(replay(dump("I4: why"))).isEqualTo(Verdict.EQUAL);
        assertThat(told).anyMatch(line -> line.contains("Leave"));
        assertThat(told).last().asString().startsWith((SOME_STEPS + 1) + " steps");
    }

    @Test
    void anotherSeedIsTheFirstDifference() throws Exception {
        new Alone(recording, 17).runs(SOME_STEPS);
        Path other = changed(dump("why"), text -> text.replace("seed 17", "seed 18"));

        assertThat(replay(other)).isEqualTo(Verdict.DIFFERENT);
        assertThat(told).anyMatch(line -> line.matches("step \\d+ differs:"));
        assertThat(told)
                .anyMatch(line -> line.startsWith("  there: ") && line.contains("; persist 1 "));
    }

    @Test
    void whatWasNotAskedForIsADifference() throws Exception {
        new Alone(recording, 17).runs(SOME_STEPS);
        Path fewer = changed(dump("why"), text -> text.replaceFirst("> run [^\n]*\n", ""));

        assertThat(replay(fewer)).isEqualTo(Verdict.DIFFERENT);
    }

    @Test
    void ofANodeThatRanForLongTheLastStepsAreToldAndNothingIsCompared() throws Exception {
        Recording small = new Recording(40_000);
        Alone alone = new Alone(small, 17);
        alone.runs(20_000);
        Path file = folder.resolve("long.dump.gz");
        write(small, file, "why");

        Verdict verdict = replay(file);

        assertThat(verdict).isEqualTo(Verdict.READ_ONLY);
        assertThat(Files.size(file)).isLessThan(80_000);
        assertThat(told).anyMatch(line -> line.matches("the first [1-9]\\d+ steps are gone.*"));
        assertThat(told).last().asString().matches("[1-9]\\d+ steps were told, and none was.*");
    }

    @Test
    void oneThatIsCutOffAnywhereIsRefused() throws Exception {
        new Alone(recording, 17).runs(FEW_STEPS);
        byte[] whole = Files.readAllBytes(dump("why"));
        Path part = folder.resolve("part.dump.gz");

        for (int length = 0; length < whole.length; length++) {
            Files.write(part, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> replay(part))
                    .as("the first %s of %s bytes", length, whole.length)
                    .isInstanceOf(DumpRefused.class)
                    .hasMessageContaining(part.toString());
        }
        assertThat(told).isEmpty();
    }

    @Test
    void oneWithAWrongByteAnywhereIsRefusedOrStillWhole() throws Exception {
        new Alone(recording, 17).runs(FEW_STEPS);
        byte[] whole = Files.readAllBytes(dump("why"));
        Path wrong = folder.resolve("wrong.dump.gz");
        int refused = 0;

        for (int at = 0; at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 0x10;
            Files.write(wrong, bytes);
            try {
                // Some bytes of gzip's own heading mean nothing to anybody.
                assertThat(replay(wrong)).isEqualTo(Verdict.EQUAL);
            } catch (DumpRefused e) {
                assertThat(e).hasMessageContaining(wrong.toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(whole.length * 9 / 10);
    }

    @Test
    void whatIsRefusedSaysWhatIsWrong() throws Exception {
        new Alone(recording, 17).runs(SOME_STEPS);
        Path dump = dump("why");

        assertRefused(dump, "flip-dump 1", "flip-dump 2", "is of format 2, and this flip reads 1");
        assertRefused(dump, "flip-dump 1", "something else", "is no dump of flip");
        assertRefused(dump, "ticked", "stopped", "at line 10: there is no event stopped");
        assertRefused(dump, "end " + SOME_STEPS, "end 1", "there are 60 steps, not 1");
        assertRefused(dump, "end " + SOME_STEPS + "\n", "", "is cut off after line");
        assertRefused(dump, "end " + SOME_STEPS, "end 60\nend 60", "something after the end");
        assertRefused(dump, "promise none", "promise 00", "the promise cannot be read");
        assertRefused(dump, "22servers", "22sorvers", "begins with what this flip cannot read");
        assertThatThrownBy(() -> replay(folder.resolve("nowhere")))
                .isInstanceOf(DumpRefused.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void everyKindOfEventIsReadAsItWasWritten() throws Exception {
        String text = "blanks, %41 + \"quotes\"\nand lines";
        List<Event> events =
                List.of(
                        new Event.Ticked(),
                        new Event.Persisted(7),
                        new Event.ScriptEnded(8, new Outcome.Succeeded(Duration.ofMillis(3))),
                        new Event.ScriptEnded(9, new Outcome.Failed(Duration.ZERO, text)),
                        new Event.ScriptEnded(9, new Outcome.Unleased(Duration.ZERO, text)),
                        new Event.ScriptEnded(9, new Outcome.Cancelled(Duration.ofNanos(1))),
                        new Event.Lost("a system", "", text),
                        new Event.Contested("a system", "a datum", text),
                        new Event.DriverReady(text),
                        new Event.DriverEnded(text),
                        new Event.WillTakenBack(text),
                        new Event.ClockJumped(),
                        new Event.Offered(text),
                        new Event.Recover(
                                ImmutableSortedSet.of(new ServerId("b+%41"), new ServerId("d"))),
                        new Event.Leave());

        for (Event event : events) {
            StringBuilder line = new StringBuilder();
            EventLine.write(event, line);
            assertThat(line).doesNotContain("\n");
            assertThat(EventLine.read(new Words(line.toString()))).isEqualTo(event);
        }
        Set<Object> kinds = new TreeSet<>();
        events.forEach(event -> kinds.add(event.getClass().getSimpleName()));
        kinds.add("Received"); // Of a cluster, elsewhere.
        assertThat(kinds)
                .isEqualTo(
                        Arrays.stream(Event.class.getPermittedSubclasses())
                                .map(Class::getSimpleName)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void nothingIsDumpedBeforeANodeBegins() {
        recording.happens(new Moment(1), new Event.Ticked());
        recording.happened();

        assertThatThrownBy(() -> recording.write(OutputStream.nullOutputStream(), "1", "a cause"))
                .isInstanceOf(IllegalStateException.class);
    }

    private Path dump(String cause) throws IOException {
        Path file = folder.resolve("a.dump.gz");
        write(recording, file, cause);
        return file;
    }

    private static void write(Recording from, Path file, String cause) throws IOException {
        try (OutputStream out = OwnFile.create(file)) {
            from.write(out, "a version", cause);
        }
    }

    private Verdict replay(Path file) throws DumpRefused {
        return new Replay(file, AgreedCatalogReader::new, false, told::add).run();
    }

    private interface Change {
        String of(String text);
    }

    private Path changed(Path file, Change change) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String other = change.of(text);
        assertThat(other).isNotEqualTo(text);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(other.getBytes(StandardCharsets.UTF_8));
        }
        return Files.write(folder.resolve("changed.dump.gz"), packed.toByteArray());
    }

    private void assertRefused(Path file, String part, String other, String sentence)
            throws IOException {
        Path wrong = changed(file, text -> text.replaceFirst(part, other));
        assertThatThrownBy(() -> replay(wrong))
                .isInstanceOf(DumpRefused.class)
                .hasMessageContaining(wrong.toString())
                .hasMessageContaining(sentence);
    }
}
