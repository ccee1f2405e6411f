package flip.agent.cli;

import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Places;
import flip.agent.config.Reading;
import flip.agent.config.ScriptsDirs;
import flip.agent.config.Settings;
import flip.membership.ServerId;
import flip.systems.Catalog;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server whose data a host may hold when no agent runs there, and where its things are.
 *
 * @param self that server
 * @param because how it is known, for people
 * @param dataDir where its promise is
 * @param scriptsDirs where its scripts are looked up
 * @param catalog what its file configures; empty when the file is refused
 * @param trouble why the file is refused; empty when it is not
 */
record Whose(
        ServerId self,
        String because,
        Path dataDir,
        ScriptsDirs scriptsDirs,
        Optional<Catalog> catalog,
        String trouble) {
    private static final String AS_ASKED = "as asked";
    private static final String BY_DATA_DIR = "its data_dir is here";

    /**
     * The one that was asked for, or that data_dir belongs to, or that this host is. With a file
     * that is refused, the one whose promise is where it should be.
     *
     * @param service the folder that the service manager keeps for the agent
     */
    static Whose of(Path config, Optional<String> asked, Optional<Path> service)
            throws CommandFailed {
        Reading usual = ConfigurationFile.read(config, OwnId.of(asked), false);
        if (asked.isPresent()) {
            return of(usual, AS_ASKED, asked, service);
        }
        // Many hosts may have one file, which has one `id`: what an agent left here knows better.
        Reading any =
                usual instanceof Reading.Accepted
                        ? usual
                        : ConfigurationFile.read(config, new OwnId.Anyone(), false);
        if (any instanceof Reading.Accepted accepted) {
            Optional<ServerId> owner = LeftBehind.owner(accepted.settings().dataDir());
            if (owner.isPresent()) {
                OwnId self = new OwnId.Named(owner.get().value());
                return of(ConfigurationFile.read(config, self, false), BY_DATA_DIR, asked, service);
            }
        }
        return of(usual, "by `id` or the host's name", asked, service);
    }

    private static Whose of(
            Reading reading, String because, Optional<String> asked, Optional<Path> service)
            throws CommandFailed {
        if (reading instanceof Reading.Accepted accepted) {
            Settings settings = accepted.settings();
            return new Whose(
                    settings.self(),
                    because,
                    settings.dataDir(),
                    settings.scriptsDirs(),
                    Optional.of(settings.catalog()),
                    "");
        }
        Places places = ((Reading.Refused) reading).places();
        for (Path dataDir : places.dataDirs(service, asked)) {
            Optional<ServerId> named = LeftBehind.named(dataDir, asked);
            if (named.isPresent()) {
                return new Whose(
                        named.get(),
                        asked.isPresent() ? AS_ASKED : BY_DATA_DIR,
                        dataDir,
                        places.scriptsDirs(),
                        Optional.empty(),
                        reading.errors());
            }
        }
        throw new CommandFailed(ExitCode.FAILED, reading.errors());
    }
}
