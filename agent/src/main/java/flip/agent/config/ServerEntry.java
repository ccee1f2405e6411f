package flip.agent.config;

import com.google.common.collect.ImmutableList;
import flip.membership.Server;
import flip.membership.ServerId;

/**
 * What the configuration says of one server.
 *
 * @param server as the membership sees it
 * @param systems that it carries
 * @param overrides of their configs on this server, by system
 */
record ServerEntry(Server server, ImmutableList<String> systems, Json.Members overrides) {
    ServerId id() {
        return server.id();
    }
}
