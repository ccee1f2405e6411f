package flip.agent.disk;

import java.nio.file.Path;
import java.util.Optional;

/** Keeps agents out of a data_dir while what the last one left behind is lowered. */
public final class DataDirLock implements AutoCloseable {
    private final Optional<DataDir> dataDir;

    private DataDirLock(Optional<DataDir> dataDir) {
        this.dataDir = dataDir;
    }

    /**
     * Changes nothing in the folder, which need not be there.
     *
     * @throws DataDirRefused when an agent runs there, or when it cannot be known
     */
    public static DataDirLock take(Path dataDir) throws DataDirRefused {
        return new DataDirLock(DataDir.withoutAgents(dataDir));
    }

    /** Lets agents use the folder again. */
    @Override
    public void close() {
        dataDir.ifPresent(DataDir::close);
    }
}
