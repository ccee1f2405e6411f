package flip.agent.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirTest {
    private final Path folder;

    DataDirTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aMissingFolderIsMadeForUsAlone() throws IOException {
        Path dataDir = folder.resolve("var/lib/flip");

        PromiseFile.open(dataDir).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir)))
                .isEqualTo("rwx------");
    }

    @Test
    void whatIsMadeInItIsForUsAloneAndAnOlderLockBecomesSo() throws IOException {
        Path lock = Files.createFile(folder.resolve("lock"));
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));

        try (PromiseFile promise = PromiseFile.open(folder)) {
            promise.store(new byte[1]);

            assertThat(List.of(lock, promise.path()))
                    .allSatisfy(
                            file ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(file)))
                                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void aSymbolicLinkToAFolderIsAFolder() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

        try (PromiseFile promise = PromiseFile.open(link)) {
            assertThat(promise.path().getParent()).isEqualTo(folder.toRealPath());
            assertThat(refusal(folder)).contains("another agent uses it");
        }
    }

    @Test
    void aFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("flip"), "");

        assertThat(refusal(file))
                .isEqualTo(
                        "cannot use data_dir %s: %s is a file; remove it, or set data_dir to a folder",
                        file, file);
        assertThat(refusal(file.resolve("below"))).contains(file + " is a file");
    }

    @Test
    void twoInOneProcessAreRefusedAndTheFirstKeepsItsLock() throws Exception {
        try (PromiseFile first = PromiseFile.open(folder)) {
            assertThat(refusal(folder))
                    .contains("another agent uses it (this process)")
                    .contains("a data_dir of its own");

            // The system drops a process's lock when it closes any descriptor of the file.
            assertThat(otherProcess(folder)).contains("another agent uses it");
            first.store(new byte[1]);
        }
        PromiseFile.open(folder).close();
    }

    @Test
    void anotherProcessIsRefusedByItsNumber() throws Exception {
        Process other = start(folder, "hold");
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("opened");
            Files.writeString(folder.resolve("lock"), "1\n"); // As an earlier one left it.

            assertThat(refusal(folder))
                    .contains("another agent uses it (process " + other.pid() + ")");

            other.destroyForcibly();
            assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
            PromiseFile.open(folder).close();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aFolderThatWeMayNotWriteIsRefused() throws Exception {
        assumeTrue(isRoot(), "only root can run a process without its privileges");
        assumeTrue(run(withoutPrivileges("true")) == 0, "setpriv is not there or may not do this");
        Path dataDir = Files.createDirectory(folder.resolve("not-ours"));
        Files.setPosixFilePermissions(dataDir, PosixFilePermissions.fromString("r-xr-xr-x"));

        assertThat(otherProcess(dataDir, withoutPrivileges()))
                .startsWith("cannot lock data_dir " + dataDir + ": permission denied at")
                .contains("chown");
        assertThat(otherProcess(dataDir.resolve("new"), withoutPrivileges()))
                .startsWith("cannot create data_dir " + dataDir + "/new: permission denied at");
    }

    @Test
    void aReadOnlyFileSystemIsRefused() throws Exception {
        try (Mounted mounted = new Mounted(folder.resolve("mnt"), "size=256k")) {
            Path dataDir = mounted.at().resolve("flip");
            PromiseFile.open(dataDir).close();
            assertThat(run("mount", "-o", "remount,ro", mounted.at().toString())).isZero();

            assertThat(refusal(dataDir)).contains("mounted read-only").contains("set data_dir");
            assertThat(refusal(mounted.at().resolve("other")))
                    .startsWith("cannot create data_dir")
                    .contains("mounted read-only");
        }
    }

    @Test
    void aFullDiskIsRefusedAtTheStart() throws Exception {
        try (Mounted mounted = new Mounted(folder.resolve("mnt"), "size=64k")) {
            Path dataDir = Files.createDirectory(mounted.at().resolve("flip"));
            mounted.fill();

            assertThat(refusal(dataDir)).contains("the disk is full; make room");

            mounted.makeRoom();
            PromiseFile.open(dataDir).close();
        }
    }

    @Test
    void aDiskThatFillsUpLaterLeavesThePromiseBefore() throws Exception {
        try (Mounted mounted = new Mounted(folder.resolve("mnt"), "size=64k")) {
            try (PromiseFile promise = PromiseFile.open(mounted.at().resolve("flip"))) {
                promise.store(new byte[] {1});
                mounted.fill();

                assertThatThrownBy(() -> promise.store(new byte[20_000]))
                        .isInstanceOf(DataDirRefused.class)
                        .hasMessageStartingWith("cannot write " + promise.path())
                        .hasMessageContaining("the disk is full");
                assertThat(((Loaded.Payload) promise.load()).bytes()).containsExactly(1);

                mounted.makeRoom();
                promise.store(new byte[] {2});
                assertThat(((Loaded.Payload) promise.load()).bytes()).containsExactly(2);
            }
        }
    }

    /** A small file system of our own, which ends with the test. */
    private static final class Mounted implements AutoCloseable {
        private final Path at;

        Mounted(Path at, String size) throws IOException {
            assumeTrue(isRoot(), "only root can mount a file system");
            this.at = Files.createDirectory(at);
            assumeTrue(
                    run("mount", "-t", "tmpfs", "-o", size, "flip-test", at.toString()) == 0,
                    "this host does not let us mount a tmpfs");
        }

        Path at() {
            return at.toAbsolutePath();
        }

        void fill() throws IOException {
            try (var out = Files.newOutputStream(at.resolve("filler"))) {
                while (true) {
                    out.write(new byte[4096]);
                }
            } catch (IOException full) {
                assertThat(Files.getFileStore(at).getUsableSpace()).isZero();
            }
        }

        void makeRoom() throws IOException {
            Files.delete(at.resolve("filler"));
        }

        @Override
        public void close() throws IOException {
            assertThat(run("umount", at.toString())).isZero();
        }
    }

    private static String refusal(Path dataDir) {
        DataDirRefused refused =
                catchThrowableOfType(DataDirRefused.class, () -> PromiseFile.open(dataDir).close());
        assertThat(refused).as("opening %s", dataDir).isNotNull();
        assertThat(refused.getMessage()).doesNotContain("\n");
        return String.valueOf(refused.getMessage());
    }

    /** What a process of its own says when it opens the folder. */
    private static String otherProcess(Path dataDir, String... as) throws Exception {
        Process other = start(dataDir, "try", as);
        try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
            String line = said.readLine();
            assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return line == null ? "" : line;
        } finally {
            other.destroyForcibly();
        }
    }

    private static Process start(Path dataDir, String what, String... as) throws IOException {
        List<String> command = new ArrayList<>(List.of(as));
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx16m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherAgent.class.getName(),
                        dataDir.toString(),
                        what));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** Root, for whom the permissions of files count as for anybody. */
    private static String[] withoutPrivileges(String... command) {
        List<String> all = new ArrayList<>();
        all.add("setpriv");
        all.add("--inh-caps=-dac_override,-dac_read_search");
        all.add("--bounding-set=-dac_override,-dac_read_search");
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static int run(String... command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command[0], e);
        } finally {
            process.destroyForcibly();
        }
    }
}
