package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The end of a run's processes, of which there are none here. */
class TerminationTest {
    private final ScriptThreads threads = new ScriptThreads();
    private final List<Boolean> lockedWhenTold = new ArrayList<>();
    private final Termination termination =
            new Termination(
                    new ProcessTree(Set.of(), new HostProcesses(), "TerminationTest"),
                    threads,
                    this::survived);

    private void survived() {
        lockedWhenTold.add(Thread.holdsLock(termination));
    }

    /** Who is told asks for the lock of the run, and whoever has that asks for this one. */
    @Test
    void whoIsToldWhileTheAgentIsEndingIsNotToldUnderTheLock() {
        threads.end();

        termination.begin(Duration.ofHours(1));

        assertThat(lockedWhenTold).containsExactly(false);
    }

    @Test
    void nothingIsEndedOnceItIsOver() {
        threads.end();
        termination.over();

        termination.begin(Duration.ZERO);
        termination.kill();

        assertThat(lockedWhenTold).isEmpty();
    }
}
