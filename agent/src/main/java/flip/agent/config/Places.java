package flip.agent.config;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the things of a server are whose file is refused, as far as the file says so.
 *
 * @param folder that the file is in
 * @param dataDir that the file names
 * @param scriptsDirs that the file names, or the usual ones
 */
public record Places(Path folder, Optional<Path> dataDir, ScriptsDirs scriptsDirs) {

    /** The usual ones. */
    static Places usual(Path file) {
        return new Places(Paths.folder(file), Optional.empty(), Paths.scriptsDirs(file));
    }

    /** Those that are written, and the usual ones for what is not, or not as it should be. */
    static Places of(Json.Members root, Path file, Problems untold) {
        Places usual = usual(file);
        return Fields.of(root, Keys.FILE, untold, UnknownKeys.WARN)
                .map(fields -> new OwnReader(fields, untold, UnknownKeys.WARN, file).read())
                .map(
                        own ->
                                new Places(
                                        usual.folder,
                                        own.dataDir(),
                                        own.scriptsDirs().folders().isEmpty()
                                                ? usual.scriptsDirs
                                                : own.scriptsDirs()))
                .orElse(usual);
    }

    /**
     * Where the promise may be, the likeliest first.
     *
     * @param service the folder that the service manager keeps for the agent
     * @param id of the server, which has a folder of its own where several share an address
     */
    public ImmutableList<Path> dataDirs(Optional<Path> service, Optional<String> id) {
        if (dataDir.isPresent()) {
            return ImmutableList.of(dataDir.get());
        }
        Path usual = service.orElseGet(() -> Paths.dataDir(folder));
        ImmutableList.Builder<Path> all = ImmutableList.builder();
        all.add(usual);
        id.ifPresent(one -> all.add(usual.resolve(Paths.fileName(one))));
        return all.build();
    }
}
