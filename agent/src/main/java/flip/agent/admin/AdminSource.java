package flip.agent.admin;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** What the management socket asks the agent for. Asked on any thread, answered on any. */
public interface AdminSource {
    /**
     * The server as its operator sees it.
     *
     * @param maker makes the report, which may take longer than the node can wait
     */
    CompletionStage<StatusReport> status(Executor maker);

    /**
     * Who would hold what, by system and datum, if these servers were down and those up, as JSON.
     *
     * @param maker makes the plan, as above
     * @throws IllegalArgumentException (in the stage) when one is no server, saying which
     */
    CompletionStage<String> plan(List<String> down, List<String> up, Executor maker);

    /** What happened to the node since its beginning, to be stepped through once more. */
    CompletionStage<byte[]> dump();

    /**
     * An operator says that these voters are lost for good; what becomes of it at once.
     *
     * @throws IllegalArgumentException (or in the stage) when one cannot be a server's id
     */
    CompletionStage<RecoveryReport> recover(List<String> lost);

    /** What has become of that. */
    CompletionStage<RecoveryReport> recovery();
}
