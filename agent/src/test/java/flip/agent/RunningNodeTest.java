package flip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.agent.config.Settings;
import flip.agent.disk.Loaded;
import flip.agent.disk.PromiseFile;
import flip.agent.dump.Recording;
import flip.agent.net.Transport;
import flip.agent.process.Drivers;
import flip.agent.process.ResidentWatch;
import flip.agent.process.ScriptFolders;
import flip.agent.process.ScriptRunner;
import flip.systems.Catalog;
import flip.systems.Event;
import io.netty.channel.EventLoopGroup;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the node is asked and tells, and what an error on its thread leads to. */
class RunningNodeTest {
    private static final long BOUND_SECONDS = 30;

    @TempDir private Path folder;
    private final BlockingQueue<Throwable> broken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Catalog> agreed = new LinkedBlockingQueue<>();

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
        Settings settings = settings();

        live(
                settings,
                running -> {
                    assertThat(agreed.poll(BOUND_SECONDS, TimeUnit.SECONDS))
                            .isEqualTo(settings.catalog());
                    held.add(running.isAnythingHeld().get(BOUND_SECONDS, TimeUnit.SECONDS));
                });

        assertThat(held).containsExactly(false);
        assertThat(broken).isEmpty();
    }

    /** Two voters that are rolled back at once would make no quorum with the third. */
    @Test
    void aWholePromiseOfANewerVersionIsNotForgotten() throws Exception {
        byte[] newer = {99, 1, 2, 3};
        try (PromiseFile file = PromiseFile.open(folder.resolve("data"))) {
            file.store(newer);
        }

        assertThatThrownBy(() -> live(settings(), running -> {}))
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

        live(settings(), running -> {});

        assertThat(folder.resolve("data").resolve("promise.aside-1")).exists();
    }

    private Throwable brokenBy(Consumer<RunningNode> wrong) throws Exception {
        BlockingQueue<Throwable> found = new LinkedBlockingQueue<>();
        live(
                settings(),
                running -> {
                    wrong.accept(running);
                    found.add(Objects.requireNonNull(broken.poll(BOUND_SECONDS, TimeUnit.SECONDS)));
                });
        return found.remove();
    }

    private void live(Settings settings, ThrowingConsumer<RunningNode> what) throws Exception {
        EventLoopGroup group =
                Transport.preferred().eventLoop(task -> new Thread(task, "flip-node"));
        try (PromiseFile file = PromiseFile.open(folder.resolve("data"));
                ScriptRunner runner = new ScriptRunner(new ScriptFolders(List.of(folder)));
                Drivers drivers =
                        new Drivers(
                                new ScriptFolders(List.of(folder)), folder, Drivers.HELLO_LIMIT);
                ResidentWatch watch =
                        new ResidentWatch(new ScriptFolders(List.of(folder)), folder)) {
            CatalogMemory catalogs = new CatalogMemory(RunningNodeTest::without);
            catalogs.remember(settings.catalog());
            Hands hands =
                    new Hands(
                            catalogs,
                            new Scripts(runner, folder),
                            drivers,
                            watch,
                            new Counters(),
                            new Recording(),
                            broken::add,
                            agreed::add);
            try (RunningNode running =
                    RunningNode.begin(settings, catalogs, file, group, new AgentClock(), hands)) {
                what.accept(running);
            }
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static Catalog without(String text) {
        throw new NoClassDefFoundError("somebody overwrote the jar: " + text);
    }

    private Settings settings() throws Exception {
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddresses.forString("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        String text =
                """
                {"id": "a", "key": "a key of sixteen or more",
                 "servers": {"a": {"ip": "127.0.0.1", "port": %d}}}
                """
                        .formatted(port);
        Reading reading =
                ConfigurationFile.read(
                        text, folder.resolve("flip.json"), new OwnId.Named("a"), false);
        return ((Reading.Accepted) reading).settings();
    }
}
