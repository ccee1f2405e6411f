package flip.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the agent. */
@Command(
        name = "agent",
        description = "Runs the agent in the foreground.",
        footer = {
            "",
            "Example: flip agent -c /etc/flip/flip.json -n flip1",
            "",
            "Signals: TERM and INT hand everything over and leave; another one, a second or more later,",
            "         leaves at once.",
            "         HUP reads the file again; a higher version is proposed to the quorum.",
            "Exit codes: 0 left, 1 could not start, or not begin anew, 2 halted (another",
            "            machine has this id), 3 left before all was handed over, 64 usage,",
            "            70 broken invariant"
        })
final class AgentCommand implements Callable<Integer> {
    private final Commands.Agents agents;

    @Mixin private WhichServer server = new WhichServer();

    AgentCommand(Commands.Agents agents) {
        this.agents = agents;
    }

    @Override
    public Integer call() {
        return agents.run(server.config(), server.id());
    }
}
