package flip.agent;

import flip.agent.cli.Commands;
import flip.agent.config.ConfigurationFile;
import flip.agent.config.OwnId;
import flip.agent.config.Reading;
import java.nio.file.Path;
import java.util.Optional;

/** The process's entry point: sends each command to the code that knows it. */
public final class Main {
    private Main() {}

    /** Runs one command. */
    public static void main(String[] arguments) {
        try {
            Optional<AgentArguments> agent = AgentArguments.parse(arguments);
            System.exit(
                    agent.isPresent()
                            ? agent(agent.get().config(), agent.get().id())
                            : Commands.run(arguments, Main::agent));
        } catch (RuntimeException | Error e) {
            e.printStackTrace(); // The other threads would keep the process for ever.
            System.exit(Agent.BROKEN);
        }
    }

    /** Runs an agent to its end. Nothing may be logged before the settings say how. */
    private static int agent(Path config, Optional<String> id) {
        Reading reading = ConfigurationFile.read(config, OwnId.of(id), false);
        if (reading instanceof Reading.Accepted accepted) {
            LogStyle.apply(accepted.settings().logLevel());
            LogQueue.intoStandardOutput();
            try {
                Agent agent = new Agent(config, accepted.settings());
                Signals.on("TERM", agent::leave);
                Signals.on("INT", agent::leave);
                Signals.on("HUP", agent::reload);
                return agent.run();
            } finally {
                System.out.close(); // With the last lines of the log.
            }
        }
        System.err.println(reading.report());
        return Agent.CANNOT_START;
    }
}
