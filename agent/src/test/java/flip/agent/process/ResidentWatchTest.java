package flip.agent.process;

import static flip.agent.process.FakeWatch.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import flip.systems.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch on addresses as the agent keeps it, with one in shell. */
class ResidentWatchTest {
    private static final String CONFIG = "{\"interface\":\"eth0\"}";

    @TempDir private Path folder = Path.of("");
    private FakeWatch fake;

    @BeforeEach
    void make() throws IOException {
        fake = new FakeWatch(folder);
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private void runs() {
        fake.watch.want(true);
        fake.watch.watch("mark", "10.0.0.1", CONFIG);
        fake.awaitHeard(lines -> lines.contains("watch mark 10.0.0.1 " + CONFIG));
    }

    @Test
    void itIsToldInLines() {
        runs();

        fake.watch.watch("my ip", "10.0.0.2/24", CONFIG);
        fake.watch.defend("my ip", "10.0.0.2/24");
        fake.watch.announceAll();
        fake.watch.renew(Duration.ofMillis(1500));
        fake.watch.unwatch("my ip", "10.0.0.2/24");
        fake.watch.unwatch("my ip", "never watched");
        fake.watch.unwatch("mark", "10.0.0.1");

        fake.awaitHeard(lines -> lines.contains("unwatch mark 10.0.0.1"));
        assertThat(fake.heard())
                .containsExactly(
                        "watch mark 10.0.0.1 " + CONFIG,
                        "watch my%20ip 10.0.0.2/24 " + CONFIG,
                        "defend my%20ip 10.0.0.2/24",
                        "announce",
                        "renew 1500",
                        "unwatch my%20ip 10.0.0.2/24",
                        "unwatch mark 10.0.0.1");
        assertThat(fake.watch.trouble()).isEmpty();
    }

    @Test
    void aRivalIsToldAndNonsenseIsNot() {
        runs();

        fake.watch.watch("my ip", "10.0.0.8", CONFIG);
        fake.watch.watch("my ip", "10.0.0.7", CONFIG);

        await().atMost(PATIENCE).until(() -> !fake.told.isEmpty());
        assertThat(fake.told)
                .containsExactly(new Event.Contested("my ip", "10.0.0.7", "02:00:00:00:00:07"));
    }

    @Test
    void whatIsGoneIsLostUnlessItIsHeldNoMore() {
        runs();

        fake.watch.watch("my ip", "10.0.0.6", CONFIG);

        await().atMost(PATIENCE).until(() -> !fake.told.isEmpty());
        assertThat(fake.told)
                .containsExactly(new Event.Lost("my ip", "10.0.0.6", "somebody else removed it"));
    }

    @Test
    void oneThatEndsIsStartedAgainAndToldWhatIsHeld() {
        runs();
        fake.watch.renew(Duration.ofHours(1));
        fake.watch.watch("gone", "10.0.0.2", CONFIG);
        fake.watch.unwatch("gone", "10.0.0.2");

        fake.watch.watch("ip", "10.0.0.9", CONFIG); // It ends.
        fake.watch.unwatch("ip", "10.0.0.9");

        fake.awaitHeard(
                lines ->
                        lines.stream()
                                        .filter("watch mark 10.0.0.1 %s".formatted(CONFIG)::equals)
                                        .count()
                                == 2);
        List<String> heard = fake.heard();
        List<String> again =
                heard.subList(heard.indexOf("watch ip 10.0.0.9 " + CONFIG) + 1, heard.size());
        assertThat(again.get(again.size() - 2)).startsWith("renew 35");
        assertThat(again).last().isEqualTo("watch mark 10.0.0.1 " + CONFIG);
        assertThat(fake.pids()).hasSizeGreaterThan(1);
    }

    @Test
    void oneThatHangsIsStartedAgain() throws IOException {
        runs();

        fake.with("mute", "");

        await().atMost(PATIENCE).until(() -> fake.pids().size() > 1);
        await().atMost(PATIENCE).until(() -> fake.watch.trouble().isPresent());
        assertThat(fake.watch.trouble().orElseThrow()).contains("it does not answer");
        fake.without("mute");
        fake.awaitHeard(lines -> lines.size() > 1);
        await().atMost(PATIENCE).until(() -> fake.watch.trouble().equals(Optional.empty()));
    }

    @Test
    void oneThatAnswersRunsOn() {
        runs();

        await().atMost(PATIENCE).until(() -> fake.echoes() > 15);

        assertThat(fake.pids()).hasSize(1);
        assertThat(fake.watch.trouble()).isEmpty();
    }

    @Test
    void whereItCannotRunThatIsTroubleUntilItCan() throws IOException {
        fake.with("broken", "");
        fake.watch.want(true);
        fake.watch.watch("mark", "10.0.0.1", CONFIG);

        await().atMost(PATIENCE).until(() -> fake.watch.trouble().isPresent());
        assertThat(fake.watch.trouble())
                .contains(
                        "nobody here notices when another host claims an address:"
                                + " ip_watch: needs what is not here");

        fake.without("broken");
        fake.awaitHeard(lines -> lines.contains("watch mark 10.0.0.1 " + CONFIG));
        await().atMost(PATIENCE).until(() -> fake.watch.trouble().equals(Optional.empty()));
    }

    @Test
    void aMissingOneIsTroubleAndFoundLater() throws IOException {
        fake.isMissing(true);
        fake.watch.want(true);

        await().atMost(PATIENCE).until(() -> fake.watch.trouble().isPresent());
        assertThat(fake.watch.trouble().orElseThrow()).contains("ip_watch");

        fake.isMissing(false);
        await().atMost(PATIENCE).until(() -> fake.watch.trouble().isEmpty());
    }

    @Test
    void oneOfAnotherVersionIsTrouble() throws IOException {
        fake.with("version", "2");
        fake.watch.want(true);

        await().atMost(PATIENCE).until(() -> fake.watch.trouble().isPresent());
        assertThat(fake.watch.trouble().orElseThrow()).endsWith("it has not said hello");
    }

    @Test
    void oneThatIsNotWantedEndsAndIsNotStartedAgain() {
        runs();

        fake.watch.want(false);
        long pid = Long.parseLong(fake.pids().get(0));
        await().atMost(PATIENCE)
                .until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());

        assertThat(fake.watch.trouble()).isEmpty();
        fake.watch.want(true);
        await().atMost(PATIENCE).until(() -> fake.pids().size() == 2);
    }

    @Test
    void withoutAThreadThatIsTroubleUntilThereIsOne() {
        AtomicBoolean out = new AtomicBoolean(true);
        try (ResidentWatch watch =
                new ResidentWatch(
                        new ScriptFolders(List.of(folder)),
                        folder,
                        task -> {
                            if (out.get()) {
                                throw new OutOfMemoryError("unable to create native thread");
                            }
                            return new Thread(task);
                        },
                        Duration.ofHours(1))) {
            watch.want(true);

            assertThat(watch.trouble())
                    .contains(
                            "nobody here notices when another host claims an address: ip_watch"
                                    + " cannot be started: this host is out of processes or"
                                    + " memory: free some, or raise the limit of the agent");

            out.set(false);
            watch.renew(Duration.ofSeconds(1));

            await().atMost(PATIENCE).until(() -> watch.trouble().isEmpty());
        }
    }

    @Test
    void anErrorWhileItIsStartedIsTroubleUntilTheNextStart() {
        CountDownLatch mended = new CountDownLatch(1);
        ScriptFolders broken =
                new ScriptFolders(
                        List.of(folder),
                        owner -> {
                            if (mended.getCount() > 0) {
                                throw new OutOfMemoryError("unable to create native thread");
                            }
                            return true;
                        });
        try (ResidentWatch watch = new ResidentWatch(broken, folder)) {
            watch.want(true);

            await().atMost(PATIENCE).until(() -> watch.trouble().isPresent());
            assertThat(watch.trouble().orElseThrow())
                    .endsWith(
                            "it cannot be run: java.lang.OutOfMemoryError: unable to create native"
                                    + " thread");

            mended.countDown();
            await().atMost(PATIENCE).until(() -> watch.trouble().isEmpty());
        }
    }
}
