package flip.membership;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeMap;

/** All other servers, and when each was reached: what this server's opinions rest on. */
final class Members {
    private final ServerId self;
    private final Rules rules;
    private final Health health = new Health();
    private final TreeMap<ServerId, Member> members = new TreeMap<>();
    private Moment creditedAt;

    Members(ServerId self, Rules rules, Moment now) {
        this.self = self;
        this.rules = rules;
        this.creditedAt = now;
    }

    /** These servers may be heard; who is known already stays. */
    void know(Collection<ServerId> ids) {
        for (ServerId id : ids) {
            if (!id.equals(self)) {
                members.computeIfAbsent(id, Member::new);
            }
        }
    }

    Optional<Member> find(ServerId id) {
        return Optional.ofNullable(members.get(id));
    }

    /** In the order of ids. */
    Collection<Member> all() {
        return members.values();
    }

    /** What is known of that identity of that server. */
    Contact contact(ServerId id, long identity) {
        Member member = members.get(id);
        return member == null ? Contact.NONE : member.contact(identity);
    }

    Health health() {
        return health;
    }

    /** This server took nothing in for so long: see {@link Credit}. */
    void stoodStill(Moment now, Duration length) {
        members.values()
                .forEach(
                        member ->
                                member.credit()
                                        .give(now, length, member.current().livingReachedAt()));
    }

    /** Every peer counts as just reached, for "down" and never for "up". */
    void credit(Moment now) {
        creditedAt = now;
    }

    /** R2: a round trip within L with this identity, in whatever life: what "up" rests on. */
    boolean isReached(Moment now, ServerId id, long identity, Duration pingTimeout) {
        return id.equals(self)
                || now.since(basis(contact(id, identity))).compareTo(pingTimeout) <= 0;
    }

    /** A round trip within L with whichever identity was heard last. */
    boolean isReached(Moment now, ServerId id, Duration pingTimeout) {
        Member member = members.get(id);
        return id.equals(self)
                || (member != null
                        && now.since(basis(member.current())).compareTo(pingTimeout) <= 0);
    }

    private Moment basis(Contact contact) {
        // The control of R2: taking "heard" for "reached" never replaces who cannot hear.
        return rules.has(Rule.REACHED_IS_ROUND_TRIP) ? contact.reachedAt() : contact.heardAt();
    }

    /** Since when this identity, in a life that speaks, has had no round trip: for "down". */
    Moment silentSince(ServerId id, long identity) {
        Contact contact = contact(id, identity);
        Moment reached =
                rules.has(Rule.REACHED_IS_ROUND_TRIP)
                        ? contact.livingReachedAt()
                        : contact.heardAt();
        Member member = members.get(id);
        Moment excused = member == null ? creditedAt : member.credit().silentFrom();
        return Moment.later(reached, Moment.later(creditedAt, excused));
    }

    /**
     * How much longer that identity must be silent before it may be accused; negative when it may.
     */
    Duration silenceLeft(Moment now, ServerId id, long identity, Duration pingTimeout) {
        return health.stretched(pingTimeout).minus(now.since(silentSince(id, identity)));
    }
}
