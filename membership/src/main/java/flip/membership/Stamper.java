package flip.membership;

import com.google.common.collect.ImmutableList;

/** Puts the header on what this server says, at the moment when it is really sent. */
final class Stamper {
    private final Self self;
    private final Life life;
    private final Leases leases;
    private final Backlog backlog;
    private final Rumors rumors;
    private final Stamps stamps;
    private View digested = View.NONE;
    private long digest = Wire.digest(View.NONE);

    Stamper(Self self, Life life, Leases leases, Backlog backlog, Rumors rumors, Stamps stamps) {
        this.self = self;
        this.life = life;
        this.leases = leases;
        this.backlog = backlog;
        this.rumors = rumors;
        this.stamps = stamps;
    }

    /** The message, with all that is durable here and all that is true at this moment. */
    Message stamped(Moment now, ServerId to, Message.Body body) {
        Promise durable = self.ledger().durable();
        long stamp = stamps.next(now);
        if (stamp >= durable.stampLimit()) {
            throw new AssertionError(
                    "stamp " + stamp + " is not reserved: " + durable.stampLimit());
        }
        View view = durable.known();
        if (!view.equals(digested)) {
            digested = view;
            digest = Wire.digest(view);
        }
        Configuration offer = self.configurations().told(durable.known());
        long echo =
                self.members().find(to).map(member -> member.current().highestStamp()).orElse(0L);
        // R20: who is too far behind counts for votes and for nothing else, as before its sweep.
        boolean lives = !backlog.isOld();
        return new Message(
                new Header(
                        self.id(),
                        durable.identity(),
                        lives ? life.incarnation() : 0,
                        lives ? life.refutation() : 0,
                        stamp,
                        echo,
                        view.lineage(),
                        view.generation(),
                        view.epoch(),
                        digest,
                        lives ? Math.max(0, life.settled()) : 0,
                        offer.version(),
                        offer.digest(),
                        life.wants(),
                        lives && now.isBefore(leases.until(life.incarnation())),
                        carriesRumors(body) ? rumors.next() : ImmutableList.of()),
                body);
    }

    private static boolean carriesRumors(Message.Body body) {
        return !(body instanceof Message.Relay) && !(body instanceof Message.Will);
    }

    /**
     * What is to be said for this server when it is gone: its next life wants out. Of views and
     * data that life says nothing.
     */
    Message will(Moment now, ServerId to, long nextIncarnation) {
        Message.Will will = new Message.Will();
        Header present = stamped(now, to, will).header();
        return new Message(
                new Header(
                        present.sender(),
                        present.identity(),
                        nextIncarnation,
                        0,
                        present.stamp(),
                        present.echo(),
                        present.lineage(),
                        present.generation(),
                        present.epoch(),
                        present.viewDigest(),
                        0,
                        present.configurationVersion(),
                        present.configurationDigest(),
                        Header.Wants.OUT,
                        false,
                        ImmutableList.of()),
                will);
    }

    /** When this server sent what is echoed; {@link Moment#NEVER} when that is long ago. */
    Moment sentAt(long stamp) {
        return stamps.sentAt(stamp);
    }

    /** The clock jumped: nothing that was sent before counts for a round trip or a lease. */
    void forgetTimes() {
        stamps.forgetTimes();
    }

    /** Whether who echoes that stamp has heard this very process: then it is no replay. */
    boolean isOfThisProcess(long stamp) {
        return stamps.isOfThisProcess(stamp);
    }

    /** The stamp of the next message. */
    long upcoming() {
        return stamps.upcoming();
    }

    /** Reserves the next block of stamps long before this one is used up. */
    void reserve() {
        long limit = self.ledger().now().stampLimit();
        if (limit - stamps.upcoming() < Ledger.STAMP_BLOCK / 2) {
            self.ledger().stampLimit(limit + Ledger.STAMP_BLOCK);
        }
    }
}
