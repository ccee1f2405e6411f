package flip.agent;

import com.google.common.net.InetAddresses;
import flip.agent.config.AgreedCatalogReader;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import flip.agent.config.Settings;
import flip.agent.disk.PromiseFile;
import flip.agent.dump.Recording;
import flip.agent.net.Transport;
import flip.agent.process.Drivers;
import flip.agent.process.ResidentWatch;
import flip.agent.process.ScriptFolders;
import flip.agent.process.ScriptRunner;
import flip.membership.ServerId;
import flip.systems.Catalog;
import flip.systems.CatalogReader;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowingConsumer;

/** A running node of a cluster of one, and what it leads to. */
final class OneNode {
    static final long BOUND_SECONDS = 30;

    private final Path folder;
    private final CatalogMemory catalogs;
    private final int port;
    private final Counters counters = new Counters();
    private final Recording recording = new Recording();
    private final BlockingQueue<Throwable> broken = new LinkedBlockingQueue<>();
    private final BlockingQueue<Catalog> agreed = new LinkedBlockingQueue<>();

    OneNode(Path folder) {
        this(folder, new AgreedCatalogReader(new ServerId("a")));
    }

    OneNode(Path folder, CatalogReader reader) {
        this.folder = folder;
        this.catalogs = new CatalogMemory(reader);
        try (DatagramSocket free = new DatagramSocket(0, InetAddresses.forString("127.0.0.1"))) {
            port = free.getLocalPort();
        } catch (SocketException e) {
            throw new UncheckedIOException("no port is free", e);
        }
    }

    BlockingQueue<Throwable> broken() {
        return broken;
    }

    BlockingQueue<Catalog> agreed() {
        return agreed;
    }

    Overview overview(Settings settings) {
        return new Overview(catalogs, settings.catalog(), counters, recording, List.of());
    }

    /** Has a node live for as long as this takes. */
    void live(Settings settings, ThrowingConsumer<RunningNode> what) throws Exception {
        live(settings, new AgentClock(), new ScriptFolders(List.of(folder)), what);
    }

    /** By that clock, with those scripts. */
    void live(
            Settings settings,
            AgentClock clock,
            ScriptFolders scripts,
            ThrowingConsumer<RunningNode> what)
            throws Exception {
        EventLoopGroup group =
                Transport.preferred().eventLoop(task -> new Thread(task, "flip-node"));
        try (PromiseFile file = PromiseFile.open(folder.resolve("data"));
                ScriptRunner runner = new ScriptRunner(scripts);
                Drivers drivers =
                        new Drivers(
                                new ScriptFolders(List.of(folder)), folder, Drivers.HELLO_LIMIT);
                ResidentWatch watch =
                        new ResidentWatch(new ScriptFolders(List.of(folder)), folder)) {
            catalogs.remember(settings.catalog());
            Hands hands =
                    new Hands(
                            catalogs,
                            new Scripts(runner, folder),
                            drivers,
                            watch,
                            counters,
                            recording,
                            broken::add,
                            agreed::add);
            try (RunningNode running =
                    RunningNode.begin(settings, catalogs, file, group, clock, hands)) {
                what.accept(running);
            }
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    Path file() {
        return folder.resolve("flip.json");
    }

    /** Of a new file of that version. */
    Settings settings(long version) throws IOException {
        String text =
                """
                {"version": %d, "id": "a", "key": "a key of sixteen or more", "data_dir": "data",
                 "servers": {"a": {"ip": "127.0.0.1", "port": %d}}}
                """;
        return settings(text.formatted(version, port));
    }

    /** Of a new file, in which it has one thing to hold by scripts, never without a lease. */
    Settings holding() throws IOException {
        String text =
                """
                {"version": 1, "id": "a", "key": "a key of sixteen or more", "data_dir": "data",
                 "gossip_interval": 100, "ping_timeout": 1000,
                 "servers": {"a": {"ip": "127.0.0.1", "port": %d, "systems": ["job"]}},
                 "cluster": {"system": {"job": {
                     "alive": "up", "down": "down", "no_quorum_policy": "stop", "data": ["1"]}}}}
                """;
        return settings(text.formatted(port));
    }

    private Settings settings(String text) throws IOException {
        Files.writeString(file(), text);
        Reading reading = ConfigurationFile.read(file(), new OwnId.Named("a"), false);
        return ((Reading.Accepted) reading).settings();
    }
}
