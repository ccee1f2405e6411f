package flip.membership;

/**
 * A configured machine that runs the agent.
 *
 * @param id its name
 * @param host the address, or the name that resolves to it, under which the others reach it
 * @param port its UDP and TCP port, 1 to 65535
 * @param priority the order in which servers are given data, lower first; {@link #LAST} when the
 *     configuration names none
 * @param voter whether its agreement counts towards the quorum
 */
public record Server(ServerId id, String host, int port, int priority, boolean voter) {
    /** The priority of a server for which none is configured. */
    public static final int LAST = Integer.MAX_VALUE;

    public Server {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "the port of server " + id + " must be 1 to 65535, not " + port);
        }
    }
}
