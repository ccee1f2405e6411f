package flip.agent.cli;

import com.google.common.collect.ImmutableList;
import flip.agent.config.AgreedCatalogReader;
import flip.agent.disk.DataDirRefused;
import flip.agent.disk.Loaded;
import flip.agent.disk.PromiseFile;
import flip.membership.MayHold;
import flip.membership.Promise;
import flip.membership.ServerId;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.Catalog;
import flip.systems.Means;
import flip.systems.Sweep;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a server whose agent is gone may hold here: the same list as its own start sweep.
 *
 * @param whose that server
 * @param epoch of the view that it acted on; 0 when it is not known
 * @param means what is to be lowered, and how
 * @param doubt why all that is configured is meant; empty when what is held is known
 */
record LeftBehind(Whose whose, long epoch, ImmutableList<Means> means, Optional<String> doubt) {

    /** What the promise in its data_dir names, or else all that is configured for it. */
    static LeftBehind of(Whose whose) throws CommandFailed {
        try {
            Optional<Promise> promise = promise(whose.dataDir());
            long epoch = promise.map(remembered -> remembered.known().epoch()).orElse(0L);
            return new LeftBehind(whose, epoch, swept(whose, promise), Optional.empty());
        } catch (DataDirRefused | WireException | IllegalArgumentException unknown) {
            String reason = String.valueOf(unknown.getMessage());
            if (whose.catalog().isEmpty()) {
                throw new CommandFailed(ExitCode.FAILED, whose.trouble() + "\n" + reason);
            }
            return new LeftBehind(whose, 0, swept(whose, Optional.empty()), Optional.of(reason));
        }
    }

    private static ImmutableList<Means> swept(Whose whose, Optional<Promise> promise) {
        AgreedCatalogReader reader = new AgreedCatalogReader(whose.self());
        if (whose.catalog().isPresent()) {
            return Sweep.of(whose.self(), whose.catalog().get(), reader, promise);
        }
        MayHold mayHold =
                promise.filter(LeftBehind::isNamed)
                        .map(Promise::mayHold)
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "no promise names what may be held here"));
        if (mayHold.parts().isEmpty()) {
            return ImmutableList.of();
        }
        // Each part brings the configuration that it was raised with: which is first is no matter.
        Catalog any = reader.read(mayHold.parts().get(0).configurationText());
        return Sweep.of(whose.self(), any, reader, promise);
    }

    private static boolean isNamed(Promise promise) {
        return !promise.mayHold().everything();
    }

    /**
     * Whose data the promise in a folder names, so that they are known without a file; empty when
     * there is none such, or it is not that of the server that was asked for.
     */
    static Optional<ServerId> named(Path dataDir, Optional<String> asked) {
        try {
            Optional<Promise> promise = promise(dataDir).filter(LeftBehind::isNamed);
            Optional<ServerId> owner = promise.flatMap(LeftBehind::owner);
            if (owner.isEmpty()) {
                return promise.isPresent() ? asked.map(ServerId::new) : Optional.empty();
            }
            return owner.filter(one -> asked.isEmpty() || one.value().equals(asked.get()));
        } catch (DataDirRefused | WireException | IllegalArgumentException e) {
            return Optional.empty(); // What is wrong with the file is told, and comes first.
        }
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
