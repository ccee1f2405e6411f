package flip.agent.config;

import java.util.Optional;

/** How it is found out which of the servers this one is. */
public sealed interface Self {
    /** As agent and commands do: what was said on the command line, or else as the host has it. */
    static Self of(Optional<String> said) {
        return said.<Self>map(Named::new).orElseGet(() -> new OfHost(HostName.read()));
    }

    /** The operator said so; what the file says does not matter. */
    record Named(String id) implements Self {}

    /** The file's id, or else the host's name. */
    record OfHost(String hostName) implements Self {}

    /** The file's id, or else any: the file is only looked at. */
    record Anyone() implements Self {}
}
