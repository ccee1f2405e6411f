package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flip.agent.config.Settings;
import flip.agent.disk.Loaded;
import flip.agent.disk.PromiseFile;
import flip.systems.Catalog;
import flip.systems.Event;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the node is asked and tells, and what an error on its thread leads to. */
class RunningNodeTest {
    private final Path folder;
    private final OneNode one;

    RunningNodeTest(@TempDir Path folder) {
        this.folder = folder;
        one = new OneNode(folder, RunningNodeTest::without);
    }

    @Test
    void anErrorInAStepOfTheNodeIsABreakage() throws Exception {
        assertThat(brokenBy(running -> running.tell(new Event.Offered("which is read by a class"))))
                .isInstanceOf(NoClassDefFoundError.class);
    }

    @Test
    void anErrorBesideTheNodeIsABreakage() throws Exception {
        Consumer<RunningNode> wrong =
                running ->
                        running.node()
                                .execute(
                                        () -> {
                                            throw new StackOverflowError();
                                        });

        assertThat(brokenBy(wrong)).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void whatWasAgreedIsToldAndWhatIsHeldCanBeAsked() throws Exception {
        BlockingQueue<Boolean> held = new LinkedBlockingQueue<>();
        Settings settings = one.settings(1);

        one.live(
                settings,
                running -> {
                    assertThat(one.agreed().poll(OneNode.BOUND_SECONDS, TimeUnit.SECONDS))
                            .isEqualTo(settings.catalog());
                    held.add(running.isAnythingHeld().get(OneNode.BOUND_SECONDS, TimeUnit.SECONDS));
                });

        assertThat(held).containsExactly(false);
        assertThat(one.broken()).isEmpty();
    }

    /** Two voters that are rolled back at once would make no quorum with the third. */
    @Test
    void aWholePromiseOfANewerVersionIsNotForgotten() throws Exception {
        byte[] newer = {99, 1, 2, 3};
        try (PromiseFile file = PromiseFile.open(folder.resolve("data"))) {
            file.store(newer);
        }

        assertThatThrownBy(() -> one.live(one.settings(1), running -> {}))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("not 99")
                .hasMessageContaining("run the version that wrote it");
        assertThat(((Loaded.Payload) PromiseFile.peek(folder.resolve("data"))).bytes())
                .isEqualTo(newer);
    }

    @Test
    void bytesThatAreNoPromiseAreSetAside() throws Exception {
        try (PromiseFile file = PromiseFile.open(folder.resolve("data"))) {
            file.store(new byte[] {3, 1, 2, 3});
        }

        one.live(one.settings(1), running -> {});

        assertThat(folder.resolve("data").resolve("promise.aside-1")).exists();
    }

    private Throwable brokenBy(Consumer<RunningNode> wrong) throws Exception {
        BlockingQueue<Throwable> found = new LinkedBlockingQueue<>();
        one.live(
                one.settings(1),
                running -> {
                    wrong.accept(running);
                    found.add(
                            Objects.requireNonNull(
                                    one.broken().poll(OneNode.BOUND_SECONDS, TimeUnit.SECONDS)));
                });
        return found.remove();
    }

    private static Catalog without(String text) {
        throw new NoClassDefFoundError("somebody overwrote the jar: " + text);
    }
}
