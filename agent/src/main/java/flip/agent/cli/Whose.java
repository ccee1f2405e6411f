package flip.agent.cli;

import flip.agent.config.ConfigurationFile;
import flip.agent.config.Reading;
import flip.agent.config.Self;
import flip.agent.config.Settings;
import flip.membership.ServerId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server whose data a host may hold when no agent runs there.
 *
 * @param settings as it would be started with
 * @param because how it is known, for people
 */
record Whose(Settings settings, String because) {

    /** The one that was asked for, or that data_dir belongs to, or that this host is. */
    static Whose of(Path config, Optional<String> asked) throws CommandFailed {
        Reading usual = ConfigurationFile.read(config, Self.of(asked), false);
        if (asked.isPresent()) {
            return new Whose(settings(usual), "as asked");
        }
        // Many hosts may have one file, which has one `id`: what an agent left here knows better.
        Reading any =
                usual instanceof Reading.Accepted
                        ? usual
                        : ConfigurationFile.read(config, new Self.Anyone(), false);
        if (any instanceof Reading.Accepted accepted) {
            Optional<ServerId> owner = LeftBehind.owner(accepted.settings().dataDir());
            if (owner.isPresent()) {
                Self self = new Self.Named(owner.get().value());
                return new Whose(
                        settings(ConfigurationFile.read(config, self, false)),
                        "its data_dir is here");
            }
        }
        return new Whose(settings(usual), "by `id` or the host's name");
    }

    private static Settings settings(Reading reading) throws CommandFailed {
        if (reading instanceof Reading.Accepted accepted) {
            return accepted.settings();
        }
        throw new CommandFailed(ExitCode.FAILED, reading.errors());
    }
}
