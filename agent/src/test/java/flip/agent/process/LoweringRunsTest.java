package flip.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that give something back, beside as many that hang as may run at a time. */
class LoweringRunsTest {
    private final Scripts scripts;

    LoweringRunsTest(@TempDir Path place) throws IOException {
        scripts = new Scripts(place);
        scripts.with("hang", "exec sleep 600").with("down", "exit 0");
    }

    @AfterEach
    void close() {
        scripts.close();
    }

    @Test
    void oneThatLowersWaitsForNoneThatHangs() {
        List<CompletableFuture<ScriptEnd>> hanging = new ArrayList<>();
        for (int i = 0; i <= ScriptRunner.MOST_AT_A_TIME; i++) {
            hanging.add(scripts.start(scripts.asked("hang", Duration.ofHours(1))));
            hanging.add(scripts.start(scripts.lowering("hang")));
        }

        ScriptEnd lowered = Scripts.ended(scripts.start(scripts.lowering("down")));

        assertThat(lowered).isInstanceOf(ScriptEnd.Succeeded.class);
        assertThat(hanging).noneMatch(CompletableFuture::isDone);
    }
}
