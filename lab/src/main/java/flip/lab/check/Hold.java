package flip.lab.check;

import flip.membership.ServerId;

/** A thing that a server holds, from the start of its alive script until a down succeeded. */
public final class Hold {
    private final ServerId server;
    private final Thing thing;
    private final long identity;
    private final long incarnation;
    private final boolean driven;
    private boolean troubled;
    private boolean contested;

    Hold(ServerId server, Thing thing, long identity, long incarnation, boolean driven) {
        this.server = server;
        this.thing = thing;
        this.identity = identity;
        this.incarnation = incarnation;
        this.driven = driven;
    }

    public ServerId server() {
        return server;
    }

    public Thing thing() {
        return thing;
    }

    long identity() {
        return identity;
    }

    /** The holder's life when it raised the thing. */
    long incarnation() {
        return incarnation;
    }

    /** Whether a driver has it, which lets go also when the agent is stopped or killed. */
    boolean isDriven() {
        return driven;
    }

    /** Whether a script failed to let go in the time that the guard leaves for it. */
    boolean isTroubled() {
        return troubled;
    }

    void trouble() {
        troubled = true;
    }

    /** Whether somebody else was ever heard there to say that he has the thing. */
    boolean isContested() {
        return contested;
    }

    void contest() {
        contested = true;
    }

    @Override
    public String toString() {
        return thing + " on " + server + " (incarnation " + incarnation + ")";
    }
}
