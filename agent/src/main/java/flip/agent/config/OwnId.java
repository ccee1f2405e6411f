package flip.agent.config;

import java.util.Optional;

/** How it is found out which of the servers this one is. */
public sealed interface OwnId {
    /** As agent and commands do: what was said on the command line, or else as the host has it. */
    static OwnId of(Optional<String> said) {
        return said.<OwnId>map(Named::new).orElseGet(() -> new OfHost(HostName.read()));
    }

    /** The operator said so; what the file says does not matter. */
    record Named(String id) implements OwnId {}

    /** The file's id, or else the host's name. */
    record OfHost(String hostName) implements OwnId {}

    /** The file's id, or else any: the file is only looked at. */
    record Anyone() implements OwnId {}
}
