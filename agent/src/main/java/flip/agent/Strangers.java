package flip.agent;

import flip.membership.Header;
import flip.membership.Message;
import flip.membership.Roster;
import flip.membership.Server;
import flip.membership.ServerId;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where those are reached that the roster in force does not have: where it had them last, or where
 * they spoke from. A server that was taken out of the configuration has to hear of it: until then
 * it holds what belongs to others.
 *
 * <p>Only a message that passed the seal comes here. Whoever recorded one, and sends it from
 * another place, diverts no answer: an address moves only for a message that echoes more of what
 * this process said than all before it, or as much under a higher stamp. None does that comes a
 * second time, and none of another process's time, which echoes nothing of this one. One that
 * echoes nothing of this process, as the first of a server does after a restart of either, counts
 * only while there is nothing better. Who held one back that never arrived, and sends it first, has
 * the answers until the next message, which echoes more.
 *
 * <p>On the event loop only.
 */
final class Strangers {
    /**
     * More than are taken out of a configuration at a time, mostly. Of more, those that were heard
     * last: the others are answered too, at the moment that they speak.
     */
    static final int MOST = 64;

    /** In the order in which they were heard. */
    private final LinkedHashMap<ServerId, Spot> spots = new LinkedHashMap<>();

    // What this process said: the stamps from the first to the last.
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /**
     * Where one is reached, and by what that is known.
     *
     * @param proven whether it heard this process there, or the roster had it there
     */
    private record Spot(InetSocketAddress at, boolean proven, long echo, long stamp) {
        /** Whether what was heard now says it better. */
        boolean yieldsTo(Spot now) {
            if (!proven || !now.proven) {
                return !proven;
            }
            return now.echo > echo || (now.echo == echo && now.stamp > stamp);
        }
    }

    /** This process says that. */
    void said(Message message) {
        first = Math.min(first, message.header().stamp());
        last = Math.max(last, message.header().stamp());
    }

    /** A datagram came from there, of a server that the roster in force does not have. */
    void heard(InetSocketAddress from, Message message) {
        if (message.body() instanceof Message.Will) {
            return; // A driver says it, from a port of its own.
        }
        Header header = message.header();
        boolean proven = header.echo() >= first && header.echo() <= last;
        Spot now = new Spot(from, proven, header.echo(), header.stamp());
        Spot before = spots.remove(header.sender());
        put(header.sender(), before == null || before.yieldsTo(now) ? now : before);
    }

    /** The roster in force had that server there, and has it no more. */
    void left(ServerId server, InetSocketAddress at) {
        spots.remove(server);
        put(server, new Spot(at, true, 0, 0));
    }

    /** That roster is in force: its servers are reached where it says. */
    void forget(Roster roster) {
        roster.servers().stream().map(Server::id).forEach(spots::remove);
    }

    Optional<InetSocketAddress> of(ServerId server) {
        return Optional.ofNullable(spots.get(server)).map(Spot::at);
    }

    private void put(ServerId server, Spot spot) {
        spots.put(server, spot);
        if (spots.size() > MOST) {
            Iterator<Map.Entry<ServerId, Spot>> eldest = spots.entrySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }
}
