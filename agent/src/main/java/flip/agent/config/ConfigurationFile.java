package flip.agent.config;

import com.google.common.collect.ImmutableList;
import com.google.common.io.ByteStreams;
import flip.membership.Server;
import flip.membership.ServerId;
import flip.systems.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The file that says what the cluster is and which server this one is. */
public final class ConfigurationFile {
    /** A larger file is no configuration; what is agreed to must be a good deal smaller. */
    static final int LARGEST_BYTES = 4 * 1024 * 1024;

    private ConfigurationFile() {}

    /**
     * Reads a file.
     *
     * @param strict whether keys that have no effect are errors
     */
    public static Reading read(Path file, OwnId self, boolean strict) {
        if (Files.isDirectory(file)) {
            return refused(file, "this is a folder", "Name the file in it, such as flip.json.");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = ByteStreams.limit(in, LARGEST_BYTES + 1L).readAllBytes();
            if (bytes.length > LARGEST_BYTES) {
                return refused(file, "the file has more than " + LARGEST_BYTES + " bytes", "");
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return read(text, file, self, strict);
        } catch (NoSuchFileException e) {
            return refused(file, "there is no such file", "Correct its path.");
        } catch (AccessDeniedException e) {
            return refused(
                    file,
                    "user " + System.getProperty("user.name") + " may not read the file",
                    "Do this as root, or as the user that the agent runs as.");
        } catch (CharacterCodingException e) {
            return refused(file, "the file is not UTF-8 text", "Save it as UTF-8.");
        } catch (IOException e) {
            return refused(
                    file,
                    "the file cannot be read: " + e.getMessage(),
                    "Correct that, or its path.");
        }
    }

    /**
     * Reads the text of a file.
     *
     * @param file where it is, or would be: its folder is where relative paths begin
     * @param strict whether keys that have no effect are errors
     */
    public static Reading read(String text, Path file, OwnId self, boolean strict) {
        String withoutMark = text.startsWith("\ufeff") ? text.substring(1) : text;
        Source source = new Source(file.toString(), withoutMark);
        Problems problems = new Problems(source);
        Optional<Json> root = JsonParser.parse(source, problems);
        if (root.isPresent() && root.get() instanceof Json.Members members) {
            Optional<Settings> settings = settings(members, file, self, strict, problems);
            if (settings.isPresent()) {
                return new Reading.Accepted(settings.get());
            }
        } else if (root.isPresent()) {
            problems.error(
                    root.get().place(),
                    "a configuration must be an object, not " + root.get().kind(),
                    "Write { ... }.");
        }
        Places places =
                root.isPresent() && root.get() instanceof Json.Members members
                        ? Places.of(members, file, new Problems(source))
                        : Places.usual(file);
        return new Reading.Refused(problems.all(), places);
    }

    private static Optional<Settings> settings(
            Json.Members root, Path path, OwnId self, boolean strict, Problems problems) {
        UnknownKeys unknown = strict ? UnknownKeys.REFUSE : UnknownKeys.WARN;
        Optional<Fields> file = Fields.of(root, Keys.FILE, problems, unknown);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        OwnReader.Own own = new OwnReader(file.get(), problems, unknown, path).read();
        ClusterReader cluster = new ClusterReader(root, file.get(), problems, unknown);
        ImmutableList<ServerEntry> servers = cluster.servers();
        ImmutableList<ServerId> ids =
                servers.stream().map(ServerEntry::id).collect(ImmutableList.toImmutableList());
        Optional<ServerId> found = SelfReader.read(self, ids, file.get(), problems);
        // Somebody's catalog is read in any case, so that all that is wrong with it is told.
        Optional<Catalog> catalog =
                cluster.catalog(
                        servers,
                        found.orElseGet(() -> ids.isEmpty() ? new ServerId("nobody") : ids.get(0)));
        if (problems.hasErrors() || found.isEmpty() || catalog.isEmpty() || own.keys().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                settings(
                        own,
                        found.get(),
                        own.keys().get(),
                        catalog.get(),
                        Paths.folder(path),
                        problems));
    }

    private static Settings settings(
            OwnReader.Own own,
            ServerId self,
            SharedKeys keys,
            Catalog catalog,
            Path folder,
            Problems problems) {
        String host =
                catalog.configuration().roster().find(self).map(Server::host).orElse("localhost");
        boolean alone = OwnReader.isAlone(catalog, host);
        Path dataDir = own.dataDir().orElseGet(() -> Paths.dataDir(folder, self, alone));
        return new Settings(
                self,
                keys,
                own.logLevel(),
                dataDir,
                own.scriptsDirs(),
                own.bind().orElse(host),
                own.adminSocket().orElseGet(() -> Paths.adminSocket(dataDir, self, alone)),
                catalog,
                problems.all());
    }

    private static Reading refused(Path file, String what, String remedy) {
        Problems problems = new Problems(new Source(file.toString(), ""));
        problems.error(Place.WHOLE, what, remedy);
        return new Reading.Refused(problems.all(), Places.usual(file));
    }
}
