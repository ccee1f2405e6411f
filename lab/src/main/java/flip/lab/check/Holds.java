package flip.lab.check;

import flip.membership.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Who really holds what: the truth that no server can see whole. */
public final class Holds {
    private final TreeMap<Thing, TreeMap<ServerId, Hold>> byThing = new TreeMap<>();

    /** An alive starts, in that life of the server, by a script or by a driver. */
    public void begin(
            ServerId server, Thing thing, long identity, long incarnation, boolean driven) {
        byThing.computeIfAbsent(thing, unknown -> new TreeMap<>())
                .put(server, new Hold(server, thing, identity, incarnation, driven));
    }

    /** A down script succeeded. */
    public void end(ServerId server, Thing thing) {
        TreeMap<ServerId, Hold> holders = byThing.get(thing);
        if (holders != null) {
            holders.remove(server);
        }
    }

    /** A down of it ends then, and fails, or takes longer than the guard leaves for it. */
    public void failsAt(ServerId server, Thing thing, Duration moment) {
        of(server, thing).ifPresent(hold -> hold.failsAt(moment));
    }

    /** From now on nobody can begin to lower that. */
    public void hinder(ServerId server, Thing thing, Hindrance why) {
        of(server, thing).ifPresent(hold -> hold.hinder(why));
    }

    /** From now on nobody can begin to lower anything there. */
    public void hinder(ServerId server, Hindrance why) {
        byServer(server).forEach(hold -> hold.hinder(why));
    }

    /** From now on nobody can begin to lower what scripts have raised there. */
    public void hinderScripts(ServerId server, Hindrance why) {
        byServer(server).stream()
                .filter(hold -> !hold.isDriven())
                .forEach(hold -> hold.hinder(why));
    }

    /** That is over. */
    public void free(ServerId server, Hindrance why, Duration now) {
        byServer(server).forEach(hold -> hold.free(why, now));
    }

    /** That is over, for that thing. */
    public void free(ServerId server, Thing thing, Hindrance why, Duration now) {
        of(server, thing).ifPresent(hold -> hold.free(why, now));
    }

    /** Somebody else is heard there to say that he has the thing. */
    public void contest(ServerId server, Thing thing) {
        of(server, thing).ifPresent(Hold::contest);
    }

    /** The machine is gone, and with it all that it held. */
    public void wipe(ServerId server) {
        byThing.values().forEach(holders -> holders.remove(server));
    }

    /** That server's hold of that thing. */
    public Optional<Hold> of(ServerId server, Thing thing) {
        TreeMap<ServerId, Hold> holders = byThing.get(thing);
        return holders == null ? Optional.empty() : Optional.ofNullable(holders.get(server));
    }

    /** Everybody who holds that thing. */
    public List<Hold> of(Thing thing) {
        TreeMap<ServerId, Hold> holders = byThing.get(thing);
        return holders == null ? List.of() : List.copyOf(holders.values());
    }

    /** Everything that the server holds. */
    public List<Hold> byServer(ServerId server) {
        return byThing.values().stream()
                .map(holders -> Optional.ofNullable(holders.get(server)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Everything that is held anywhere. */
    public List<Hold> all() {
        return byThing.values().stream().flatMap(holders -> holders.values().stream()).toList();
    }
}
