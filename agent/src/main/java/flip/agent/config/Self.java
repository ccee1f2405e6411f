package flip.agent.config;

/** How it is found out which of the servers this one is. */
public sealed interface Self {
    /** The operator said so; what the file says does not matter. */
    record Named(String id) implements Self {}

    /** The file's id, or else the host's name. */
    record OfHost(String hostName) implements Self {}

    /** The file's id, or else any: the file is only looked at. */
    record Anyone() implements Self {}
}
