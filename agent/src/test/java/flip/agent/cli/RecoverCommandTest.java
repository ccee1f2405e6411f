package flip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import flip.agent.admin.AdminServer;
import flip.agent.admin.AdminSource;
import flip.agent.admin.RecoveryReport;
import flip.agent.admin.StatusReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told, and what the agent is, when voters are lost. */
class RecoverCommandTest {
    private static final RecoveryReport BEFORE =
            new RecoveryReport(RecoveryReport.NONE, "", "00000000000000aa");
    private static final RecoveryReport ASKING =
            new RecoveryReport(RecoveryReport.ASKING, "the others are asked", "00000000000000aa");
    private static final RecoveryReport AFTER =
            new RecoveryReport(RecoveryReport.FORMED, "", "00000000000000bb");

    @TempDir private Path folder;

    private final List<List<String>> said = new ArrayList<>();

    private record Ended(int code, String out, String err) {}

    private static RecoveryReport forming(String detail) {
        return new RecoveryReport(RecoveryReport.FORMING, detail, "0000000000000000");
    }

    /** It says these one after the other, and the last one from then on. */
    private AdminSource agent(RecoveryReport... reports) {
        Queue<RecoveryReport> left = new ArrayDeque<>(List.of(reports));
        return new AdminSource() {
            @Override
            public CompletionStage<StatusReport> status(Executor maker) {
                throw new AssertionError("nobody asks for the status");
            }

            @Override
            public CompletionStage<String> plan(
                    List<String> down, List<String> up, Executor maker) {
                throw new AssertionError("nobody asks for a plan");
            }

            @Override
            public CompletionStage<byte[]> dump() {
                throw new AssertionError("nobody asks for a dump");
            }

            @Override
            public CompletionStage<RecoveryReport> recover(List<String> lost) {
                said.add(lost);
                return CompletableFuture.completedFuture(
                        lost.contains("here")
                                ? RecoveryReport.refused("here was heard 5 ms ago")
                                : ASKING);
            }

            @Override
            public CompletionStage<RecoveryReport> recovery() {
                return CompletableFuture.completedFuture(
                        left.size() > 1 ? left.remove() : left.element());
            }
        };
    }

    private Ended flip(AdminSource agent, String... arguments) throws Exception {
        Path socket = folder.resolve("flip.sock");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of("recover"));
        all.addAll(List.of(arguments));
        try (AdminServer server = AdminServer.bind(socket, agent)) {
            all.addAll(List.of("-s", server.socket().toString()));
            int code =
                    Commands.run(
                            all.toArray(new String[0]),
                            (config, id) -> 77,
                            new PrintWriter(out),
                            new PrintWriter(err));
            return new Ended(code, out.toString(), err.toString());
        }
    }

    @Test
    void itSaysWhatCouldGoWrongAndWaitsUntilTheClusterIsFormed() throws Exception {
        AdminSource agent =
                agent(
                        BEFORE,
                        ASKING,
                        forming("every voter is there; the cluster is formed in 1875 ms"),
                        forming("every voter is there; the cluster is formed in 875 ms"),
                        AFTER);

        Ended ended = flip(agent, "--lost", "b", "c", "--yes");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(said).containsExactly(List.of("b", "c"));
        assertThat(ended.out())
                .contains("said to be lost for good: b, c.")
                .contains("can be on two servers at the same time")
                .contains("switch the lost servers off")
                .contains("empty their data_dir")
                .contains(
                        "if a version with a longer ping_timeout or guard may have come into force")
                .contains(
                        "taken again when the longest ping_timeout + guard that\nthey know of is over")
                .containsOnlyOnce("the cluster is formed soon")
                .contains("a new cluster is formed without b, c");
    }

    @Test
    void aRefusalIsOneLine() throws Exception {
        Ended ended = flip(agent(BEFORE), "--lost", "here", "--yes");

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err()).isEqualTo("flip: refused: here was heard 5 ms ago\n");
    }

    @Test
    void whatAnotherServerRefusesIsToldToo() throws Exception {
        RecoveryReport refused = RecoveryReport.refused("c was heard by b 5 ms ago");

        Ended ended = flip(agent(BEFORE, ASKING, refused), "--lost", "c", "--yes");

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err()).isEqualTo("flip: refused: c was heard by b 5 ms ago\n");
    }

    @Test
    void whenItTakesTooLongItSaysWhereToLook() throws Exception {
        Ended ended =
                flip(
                        agent(BEFORE, forming("no answer yet from b")),
                        "--lost",
                        "c",
                        "--yes",
                        "--timeout",
                        "0");

        assertThat(ended.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.out()).contains("no answer yet from b");
        assertThat(ended.err()).contains("not formed after 0 s").contains("flip status");
    }

    /** A test has no terminal. */
    @Test
    void withoutATerminalNothingIsDone() throws Exception {
        Ended ended = flip(agent(BEFORE), "--lost", "b");

        assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ended.err()).contains("--yes");
        assertThat(said).isEmpty();
    }

    @Test
    void onlyTheNamesThemselvesAreAnAnswer() {
        assertThat(RecoverCommand.isAnswer(" b, c ", List.of("b", "c"))).isTrue();
        assertThat(RecoverCommand.isAnswer("b c", List.of("b", "c"))).isTrue();
        assertThat(RecoverCommand.isAnswer("b", List.of("b", "c"))).isFalse();
        assertThat(RecoverCommand.isAnswer("yes", List.of("b"))).isFalse();
        assertThat(RecoverCommand.isAnswer("", List.of("b"))).isFalse();
    }
}
