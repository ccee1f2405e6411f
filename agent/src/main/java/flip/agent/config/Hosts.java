package flip.agent.config;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses, and names that resolve to them. */
final class Hosts {
    private static final Pattern NUMBERS = Pattern.compile("[\\d.]+");
    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_](?:[\\w-]*\\.?[\\w-]+)*\\.?");

    private Hosts() {}

    /** What is wrong with it; empty when nothing is. Nothing is resolved. */
    static Optional<String> fault(String host) {
        if (InetAddresses.isInetAddress(host)) {
            InetAddress address = InetAddresses.forString(host);
            return address.isAnyLocalAddress() || address.isMulticastAddress()
                    ? Optional.of("is no address of one server")
                    : Optional.empty();
        }
        if (host.indexOf(':') >= 0 || NUMBERS.matcher(host).matches()) {
            return Optional.of("is no address");
        }
        return NAME.matcher(host).matches()
                ? Optional.empty()
                : Optional.of("is neither an address nor a name of a host");
    }

    /** Equal for two spellings of one address. */
    static String canonical(String host) {
        return InetAddresses.isInetAddress(host)
                ? InetAddresses.toAddrString(InetAddresses.forString(host))
                : host.toLowerCase(Locale.ROOT);
    }
}
