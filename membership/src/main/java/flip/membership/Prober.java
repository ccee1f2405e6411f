package flip.membership;

import com.google.common.collect.ImmutableSortedMap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The probing of SWIM (§3.1, §4): pings, repeats through relays, suspicions. */
final class Prober {
    /** SWIM's k: how many others are asked to pass a ping on. */
    private static final int RELAYS = 3;

    private final Self self;
    private final Life life;
    private final Stamper stamper;
    private final Rumors rumors;
    private final Turns turns;
    private Moment nextPeriodAt;

    Prober(Self self, Life life, Stamper stamper, Rumors rumors, Moment now) {
        this.self = self;
        this.life = life;
        this.stamper = stamper;
        this.rumors = rumors;
        turns = new Turns(self.random());
        nextPeriodAt = now;
    }

    /** Whether a probe period begins now. */
    boolean isPeriodDue(Moment now) {
        return !now.isBefore(nextPeriodAt);
    }

    /** Begins a period: pings everybody whose turn it is. Every voter's is always. */
    void begin(Moment now, Doing doing) {
        gauge();
        Duration period = self.timing().gossipInterval();
        nextPeriodAt = nextPeriodAt.plus(period);
        if (!nextPeriodAt.isAfter(now)) {
            nextPeriodAt = now.plus(period);
        }
        boolean all = self.isVoter();
        List<Member> others = new ArrayList<>();
        for (Member member : self.members().all()) {
            if (all || isVoter(member.id())) {
                ping(now, member, doing);
            } else {
                others.add(member);
            }
        }
        for (Member member : turns.next(self.timing().pingPerInterval(), others)) {
            ping(now, member, doing);
        }
    }

    /** Pings this one now, and again until it answers. */
    void ping(Moment now, Member member, Doing doing) {
        doing.say(member.id(), new Message.Ping());
        member.probe().started(now, member.roundTrip().probeTimeout(self.pingTimeout()));
    }

    /** Pings all voters, and whoever else is up, now: something changed that they should hear. */
    void pingAll(Moment now, Doing doing) {
        for (Member member : self.members().all()) {
            if (isCounted(member.id())) {
                ping(now, member, doing);
                member.probe().bringsNews(now);
            }
        }
    }

    /**
     * What is to be said to the same servers when this one is gone, for the life of that number.
     */
    ImmutableSortedMap<ServerId, Message> will(Moment now, long nextIncarnation) {
        ImmutableSortedMap.Builder<ServerId, Message> will = ImmutableSortedMap.naturalOrder();
        for (Member member : self.members().all()) {
            if (isCounted(member.id())) {
                will.put(member.id(), stamper.will(now, member.id(), nextIncarnation));
            }
        }
        return will.buildOrThrow();
    }

    private boolean isCounted(ServerId id) {
        return isVoter(id) || self.known().isUp(id);
    }

    /** Repeats what was not answered in time, directly and through others. */
    void repeat(Moment now, Doing doing) {
        for (Member member : self.members().all()) {
            if (now.isBefore(member.probe().againAt())) {
                continue;
            }
            if (self.known().isFormed() && !self.known().isUp(member.id())) {
                member.probe().ended(); // It is pinged again each period, and nobody waits for it.
                continue;
            }
            member.probe().repeated(now, self.pingTimeout().dividedBy(5));
            doing.say(member.id(), new Message.Ping());
            if (self.ledger().isReady()) {
                askOthers(now, member, doing);
            }
        }
    }

    private void askOthers(Moment now, Member target, Doing doing) {
        int left = RELAYS;
        for (Member relay : turns.inRandomOrder(self.members().all())) {
            if (left == 0) {
                return;
            }
            if (relay != target && self.isReached(now, relay.id())) {
                left--;
                Message inner = stamper.stamped(now, target.id(), new Message.Ping());
                doing.say(relay.id(), new Message.Relay(target.id(), inner));
            }
        }
    }

    /** No round trip for L: the member is accused, which gives it the time to answer. */
    void suspect(Moment now, Doing doing) {
        for (Member member : self.members().all()) {
            Standing standing = self.known().standings().get(member.id());
            if (standing == null || standing.state() != Standing.State.UP) {
                continue;
            }
            Contact contact = member.contact(standing.identity());
            boolean silent = silenceLeft(now, member).isNegative();
            boolean accused = member.suspicion().isOurs();
            if (silent && !accused) {
                // In a life before the one it is up with it is not even heard: then that one
                // counts.
                long refutation =
                        member.suspicion().accuse(contact.incarnation(), contact.refutation());
                rumors.tell(
                        new Rumor(
                                Rumor.Kind.SUSPECT,
                                member.id(),
                                member.suspicion().incarnation(),
                                refutation,
                                self.id()),
                        self.known().standings().size());
                Duration silence =
                        now.since(self.members().silentSince(member.id(), standing.identity()));
                doing.note(new Notice.Suspected(member.id(), self.id(), silence));
                ping(now, member, doing);
            } else if (!silent && accused) {
                member.suspicion().end();
                doing.note(new Notice.Refuted(member.id()));
            }
        }
    }

    /** News came along with a message. */
    void heard(Moment now, Rumor rumor, Doing doing) {
        if (rumor.subject().equals(self.id())) {
            answer(now, rumor, doing);
            return;
        }
        Member member = self.members().find(rumor.subject()).orElse(null);
        if (member == null) {
            return;
        }
        if (rumor.kind() == Rumor.Kind.ALIVE) {
            member.suspicion().refuted(rumor.incarnation(), rumor.refutation());
            return;
        }
        boolean known =
                rumor.accuser().equals(self.id())
                        || self.members().find(rumor.accuser()).isPresent();
        if (known
                && !rumor.accuser().equals(self.id())
                && member.suspicion()
                        .accused(rumor.accuser(), rumor.incarnation(), rumor.refutation())) {
            rumors.tell(rumor, self.known().standings().size());
            doing.note(new Notice.Suspected(rumor.subject(), rumor.accuser(), Duration.ZERO));
            // Who hears it probes the suspect at once.
            ping(now, member, doing);
        }
    }

    private void answer(Moment now, Rumor rumor, Doing doing) {
        // What is said of a former disk is not for this one to refute.
        if (rumor.kind() == Rumor.Kind.SUSPECT
                && self.standing().isPresent()
                && life.refutes(rumor.incarnation(), rumor.refutation())) {
            rumors.tell(
                    new Rumor(
                            Rumor.Kind.ALIVE,
                            self.id(),
                            life.incarnation(),
                            life.refutation(),
                            self.id()),
                    self.known().standings().size());
            self.members().find(rumor.accuser()).ifPresent(accuser -> ping(now, accuser, doing));
        }
    }

    /** When a period begins, a ping is to be repeated, or a member has been silent for too long. */
    Moment wakeAt(Moment now) {
        Moment wake = nextPeriodAt;
        for (Member member : self.members().all()) {
            wake = Moment.earlier(wake, member.probe().againAt());
            if (self.known().isUp(member.id()) && !member.suspicion().isOurs()) {
                wake =
                        Moment.earlier(
                                wake, now.plus(silenceLeft(now, member)).plus(Duration.ofNanos(1)));
            }
        }
        return wake;
    }

    private Duration silenceLeft(Moment now, Member member) {
        Standing standing = self.known().standings().get(member.id());
        long identity = standing == null ? 0 : standing.identity();
        Duration left = self.members().silenceLeft(now, member.id(), identity, self.pingTimeout());
        if (self.isVoter() || isVoter(member.id())) {
            return left;
        }
        // Nobody pings it in every period: it is silent since a ping that it does not answer.
        Moment since = member.probe().isOut() ? member.probe().startedAt() : now;
        Duration asked = self.pingTimeout().minus(now.since(since));
        return asked.compareTo(left) > 0 ? asked : left;
    }

    /** How this server itself does: do most voters not answer it? */
    private void gauge() {
        int probed = 0;
        int silent = 0;
        for (Member member : self.members().all()) {
            if (isVoter(member.id()) && self.known().isUp(member.id())) {
                probed++;
                silent += member.probe().isOut() ? 1 : 0;
            }
        }
        self.members().health().periodEnded(silent, probed);
    }

    private boolean isVoter(ServerId id) {
        Standing standing = self.known().standings().get(id);
        return standing != null
                ? standing.voter()
                : self.configurations().latest().roster().voters().contains(id);
    }
}
