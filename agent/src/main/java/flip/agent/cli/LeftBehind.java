package flip.agent.cli;

import com.google.common.collect.ImmutableList;
import flip.agent.config.AgreedCatalogReader;
import flip.agent.config.Settings;
import flip.agent.disk.DataDirRefused;
import flip.agent.disk.Loaded;
import flip.agent.disk.PromiseFile;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.Means;
import flip.systems.Sweep;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a server whose agent is gone may hold here: the same list as its own start sweep.
 *
 * @param settings of that server
 * @param epoch of the view that it acted on; 0 when it is not known
 * @param means what is to be lowered, and how
 * @param doubt why all that is configured is meant; empty when what is held is known
 */
record LeftBehind(
        Settings settings, long epoch, ImmutableList<Means> means, Optional<String> doubt) {

    /** What the promise in its data_dir names, or else all that is configured for it. */
    static LeftBehind of(Settings settings) {
        try {
            Optional<Promise> promise = promise(settings.dataDir());
            long epoch = promise.map(remembered -> remembered.known().epoch()).orElse(0L);
            return new LeftBehind(settings, epoch, swept(settings, promise), Optional.empty());
        } catch (DataDirRefused | WireException | IllegalArgumentException unknown) {
            return new LeftBehind(
                    settings,
                    0,
                    swept(settings, Optional.empty()),
                    Optional.of(String.valueOf(unknown.getMessage())));
        }
    }

    private static ImmutableList<Means> swept(Settings settings, Optional<Promise> promise) {
        return Sweep.of(
                settings.self(),
                settings.catalog(),
                new AgreedCatalogReader(settings.self()),
                promise);
    }

    /** Whose data_dir that is: the server that the view there knows with the identity there. */
    static Optional<ServerId> owner(Path dataDir) {
        try {
            return promise(dataDir).flatMap(LeftBehind::owner);
        } catch (DataDirRefused | WireException | IllegalArgumentException e) {
            return Optional.empty(); // Whoever reads it to act on it tells what is wrong with it.
        }
    }

    private static Optional<ServerId> owner(Promise promise) {
        return promise.known().standings().entrySet().stream()
                .filter(entry -> entry.getValue().identity() == promise.identity())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Optional<Promise> promise(Path dataDir) throws DataDirRefused, WireException {
        Loaded loaded = PromiseFile.peek(dataDir);
        if (loaded instanceof Loaded.Payload payload) {
            return Optional.of(Wire.decodePromise(payload.bytes()));
        }
        if (loaded instanceof Loaded.Damaged damaged) {
            throw new IllegalArgumentException("the promise is damaged: " + damaged.reason());
        }
        if (loaded instanceof Loaded.TooNew tooNew) {
            throw new IllegalArgumentException("the promise cannot be read: " + tooNew.reason());
        }
        return Optional.empty();
    }
}
