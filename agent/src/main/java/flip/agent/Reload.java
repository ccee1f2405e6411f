package flip.agent;

import com.google.common.collect.ImmutableList;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Problem;
import flip.agent.config.Reading;
import flip.agent.config.RestartKeys;
import flip.agent.config.Settings;
import flip.agent.config.VoterKeys;
import flip.membership.Configuration;
import flip.membership.View;
import flip.systems.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the file again, when asked to: the cluster's part is offered to the quorum, and whatever
 * else is new is named, for it needs a restart. A bad file changes nothing.
 */
final class Reload implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Reload.class);

    private final Path config;
    private final Settings settings;
    private Optional<RunningNode> running = Optional.empty();

    /** What was read last: a node that ends takes nothing with it to the next one. */
    private Optional<Settings> read = Optional.empty();

    Reload(Path config, Settings settings) {
        this.config = config;
        this.settings = settings;
    }

    /** Who is told, from now on; also of what was read for one before it. */
    synchronized void of(RunningNode present) {
        running = Optional.of(present);
        read.ifPresent(settings -> present.node().execute(() -> offerAgain(present, settings)));
    }

    @Override
    public synchronized void run() {
        Reading reading =
                ConfigurationFile.read(config, new OwnId.Named(settings.self().value()), false);
        for (Problem problem : reading.problems()) {
            if (problem.isError()) {
                log.error("{}", problem.line());
            } else {
                log.warn("{}", problem.line());
            }
        }
        if (reading instanceof Reading.Accepted accepted) {
            List<String> restart = RestartKeys.changed(settings, accepted.settings());
            if (!restart.isEmpty()) {
                log.warn("{}: needs a restart: {}", config, String.join(", ", restart));
            }
            read = Optional.of(accepted.settings());
            running.ifPresent(
                    present -> present.node().execute(() -> offer(present, accepted.settings())));
        } else {
            log.error("{} is not taken: nothing changes", config);
        }
    }

    /** The others may have agreed to a later one meanwhile: nobody asked for this one again. */
    private void offerAgain(RunningNode present, Settings before) {
        if (before.catalog().configuration().version() > version(present.node().view())) {
            offer(present, before);
        }
    }

    private long version(View view) {
        return view.isFormed()
                ? view.configurationVersion()
                : settings.catalog().configuration().version();
    }

    private void offer(RunningNode present, Settings accepted) {
        View view = present.node().view();
        Configuration offered = accepted.catalog().configuration();
        Configuration started = settings.catalog().configuration();
        long version = version(view);
        long digest = view.isFormed() ? view.configurationDigest() : started.digest();
        ImmutableList<Problem> unlike =
                view.isFormed() ? VoterKeys.unlike(view, config, offered) : ImmutableList.of();
        if (offered.version() == version && offered.digest() == digest) {
            log.info("{} says nothing new about the cluster", config);
            // Unless another text of this version was here, which it replaces.
            take(present, offered);
        } else if (offered.version() <= version) {
            log.error(
                    "{} differs from the configuration in force, whose version is {}: to have it"
                            + " agreed, raise its `version` above that; nothing changes",
                    config,
                    version);
        } else if (!unlike.isEmpty()) {
            unlike.forEach(problem -> log.error("{}", problem.line()));
            log.error("{} is not taken: nothing changes", config);
        } else if (take(present, offered)) {
            log.info("version {} of the configuration is proposed", offered.version());
        } else {
            log.info(
                    "version {} of the configuration is read, and proposed when this server has"
                            + " begun anew",
                    offered.version());
        }
    }

    private static boolean take(RunningNode present, Configuration offered) {
        return present.node().happened(new Event.Offered(offered.text()));
    }
}
