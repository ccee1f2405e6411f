package flip.agent.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import flip.systems.Catalog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the keys that are a server's own. */
final class OwnReader {
    private static final ImmutableMap<String, LogLevel> LEVELS =
            ImmutableMap.of(
                    "debug", LogLevel.DEBUG,
                    "info", LogLevel.INFO,
                    "warning", LogLevel.WARNING,
                    "error", LogLevel.ERROR,
                    "fatal", LogLevel.FATAL);

    private final Fields file;
    private final Problems problems;
    private final UnknownKeys unknown;
    private final Path path;
    private final Path folder;

    /**
     * A reader.
     *
     * @param path where the file is, or would be
     */
    OwnReader(Fields file, Problems problems, UnknownKeys unknown, Path path) {
        this.file = file;
        this.problems = problems;
        this.unknown = unknown;
        this.path = path;
        this.folder = Paths.folder(path);
    }

    /** What does not depend on which server this is. */
    record Own(
            Optional<SharedKeys> keys,
            LogLevel logLevel,
            Optional<Path> dataDir,
            ScriptsDirs scriptsDirs,
            Optional<String> bind,
            Optional<Path> adminSocket) {}

    Own read() {
        log();
        return new Own(
                new KeysReader(file, problems, path).read(),
                file.choice("log_level", LEVELS).orElse(LogLevel.INFO),
                path(file, "data_dir"),
                scriptsDirs(),
                bind(),
                adminSocket());
    }

    /** A server that has its ip for itself can use the usual places; others get one each. */
    static boolean isAlone(Catalog catalog, String host) {
        return catalog.configuration().roster().servers().stream()
                        .filter(
                                server ->
                                        Hosts.canonical(server.host())
                                                .equals(Hosts.canonical(host)))
                        .count()
                < 2;
    }

    private void log() {
        Optional<Json> log = file.find("log");
        if (log.isPresent()
                && !(log.get() instanceof Json.Text text && text.value().equals("console"))) {
            problems.error(
                    log.get().place(),
                    "a log other than \"console\" is not supported by this version",
                    "Remove it, or write \"console\": a service manager keeps what is written there.");
        }
    }

    private Optional<String> bind() {
        Optional<String> bind = file.text("bind", "As in \"0.0.0.0\".");
        bind.filter(host -> !host.equals("0.0.0.0") && !host.equals("::"))
                .flatMap(Hosts::fault)
                .ifPresent(
                        fault ->
                                problems.error(
                                        file.place("bind"),
                                        "bind " + Words.quoted(bind.orElse("")) + " " + fault,
                                        "Write an address of this host."));
        return bind;
    }

    private ScriptsDirs scriptsDirs() {
        Optional<Json> written = file.find("scripts_dir");
        return written.isEmpty()
                ? Paths.scriptsDirs(path)
                : ScriptsDirs.named(scriptsDirs(written.get()));
    }

    private ImmutableList<Path> scriptsDirs(Json written) {
        if (written instanceof Json.Text) {
            return path(file, "scripts_dir").stream().collect(ImmutableList.toImmutableList());
        }
        if (!(written instanceof Json.Items items) || items.items().isEmpty()) {
            problems.error(
                    written.place(),
                    "scripts_dir must be a path or a list of paths, not " + Words.shown(written),
                    "As in [\"/etc/flip/scripts\"].");
            return ImmutableList.of();
        }
        ImmutableList.Builder<Path> dirs = ImmutableList.builder();
        for (Json item : items.items()) {
            Optional<Path> path =
                    item instanceof Json.Text text && !text.value().isEmpty()
                            ? Paths.of(folder, text.value())
                            : Optional.empty();
            if (path.isEmpty()) {
                problems.error(
                        item.place(), "this is no path: " + Words.shown(item), "Write a string.");
            }
            path.ifPresent(dirs::add);
        }
        return dirs.build();
    }

    private Optional<Path> adminSocket() {
        Optional<Json> admin = file.find("admin");
        if (admin.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> socket =
                Fields.of(admin.get(), Keys.ADMIN, problems, unknown)
                        .flatMap(fields -> path(fields, "socket"));
        if (socket.isPresent()
                && socket.get().toString().getBytes(StandardCharsets.UTF_8).length
                        > Settings.LONGEST_SOCKET_BYTES) {
            problems.error(
                    admin.get().place(),
                    "the path of the management socket has at most "
                            + Settings.LONGEST_SOCKET_BYTES
                            + " bytes, unlike "
                            + socket.get(),
                    "Choose a shorter one.");
        }
        return socket;
    }

    private Optional<Path> path(Fields fields, String key) {
        Optional<String> written = fields.text(key, "A path.");
        if (written.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> path = Paths.of(folder, written.get());
        if (path.isEmpty()) {
            problems.error(
                    fields.place(key),
                    key + " is no path: " + Words.quoted(written.get()),
                    "Write a string without a character 0.");
        }
        return path;
    }
}
