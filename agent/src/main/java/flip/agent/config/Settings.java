package flip.agent.config;

import com.google.common.collect.ImmutableList;
import flip.membership.ServerId;
import flip.systems.Catalog;
import java.nio.file.Path;

/**
 * A configuration that can be used, as it is for one server.
 *
 * @param self which server this is
 * @param keys what packets are sealed with
 * @param logLevel how much the log tells
 * @param dataDir what this server must remember across restarts is here
 * @param scriptsDirs where scripts are looked up
 * @param bindHost the address to listen on
 * @param adminSocket the management socket
 * @param catalog the cluster's part
 * @param warnings what is not right and can be lived with
 */
public record Settings(
        ServerId self,
        SharedKeys keys,
        LogLevel logLevel,
        Path dataDir,
        ScriptsDirs scriptsDirs,
        String bindHost,
        Path adminSocket,
        Catalog catalog,
        ImmutableList<Problem> warnings) {
    /** The system has room for 107 bytes, and the name that a socket is made with may be longer. */
    public static final int LONGEST_SOCKET_BYTES = 100;
}
