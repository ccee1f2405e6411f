package flip.agent.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Locale;

/** An address that cannot be listened on. The message is one line: what, why, what to do. */
public final class BindRefused extends IOException {
    private static final long serialVersionUID = 1L;

    private static final int LAST_PRIVILEGED_PORT = 1023;

    private BindRefused(String line, Throwable cause) {
        super(line, cause);
    }

    static BindRefused of(String protocol, InetSocketAddress at, Throwable cause) {
        return new BindRefused(
                "cannot listen on " + protocol + " " + text(at) + ": " + why(protocol, at, cause),
                cause);
    }

    /** Asks the system before it reads the text of the error, which depends on the locale. */
    private static String why(String protocol, InetSocketAddress at, Throwable cause) {
        if (at.isUnresolved()) {
            return "this name has no address; give the `ip` of this server as an address";
        }
        if (!isOfThisHost(at)) {
            return at.getAddress().getHostAddress()
                    + " is not an address of this host; set `ip` to one that `ip address` shows here,"
                    + " or check that this is the server meant by the id";
        }
        String reported = String.valueOf(cause.getMessage());
        if (reported.toLowerCase(Locale.ROOT).contains("in use")) {
            return "the port is in use; stop what uses it (`ss -nap sport = :"
                    + at.getPort()
                    + "` shows "
                    + (protocol.equals("udp") ? "it" : "that, other connections included")
                    + ") or set another `port`";
        }
        if (at.getPort() <= LAST_PRIVILEGED_PORT) {
            return reported + "; a port below 1024 takes root or CAP_NET_BIND_SERVICE";
        }
        return reported;
    }

    private static boolean isOfThisHost(InetSocketAddress at) {
        try {
            return at.getAddress().isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(at.getAddress()) != null;
        } catch (SocketException e) {
            // The system does not say, so the error it gave has to speak for itself.
            return true;
        }
    }

    private static String text(InetSocketAddress at) {
        if (at.isUnresolved()) {
            return at.getHostString() + ":" + at.getPort();
        }
        String host = at.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + at.getPort();
    }
}
