package flip.membership;

import com.google.common.collect.ImmutableSortedMap;
import java.time.Duration;
import java.util.Optional;

/**
 * What every message is good for, whatever it is about: freshness, round trips, news. Nothing that
 * was recorded, or made before this process began, is acted on, but a ping: that is answered,
 * without a grant.
 */
final class Listener {
    private final Self self;
    private final Stamper stamper;
    private final Prober prober;
    private final Lineages lineages;
    private final Throttle strangers = new Throttle();

    Listener(Self self, Stamper stamper, Prober prober, Lineages lineages) {
        this.self = self;
        this.stamper = stamper;
        this.prober = prober;
        this.lineages = lineages;
    }

    /** What a message is worth. */
    private enum Worth {
        /** It may be acted on. */
        FRESH,
        /** It may be a recorded one: it echoes nothing that this process sent. */
        UNPROVEN,
        /** Of nobody we know, or taken before. */
        NONE
    }

    /**
     * Takes in the header.
     *
     * @return the message to act on, out of its relay; empty when there is nothing to be done
     */
    Optional<Message> hears(Moment now, Message message, Doing doing) {
        Worth worth = weigh(now, message, doing);
        if (worth == Worth.NONE) {
            return Optional.empty();
        }
        if (!(message.body() instanceof Message.Relay relay)) {
            // A ping is answered all the same, without a grant: so the asker gets a stamp to echo.
            return worth == Worth.FRESH || message.body() instanceof Message.Ping
                    ? Optional.of(message)
                    : Optional.empty();
        }
        if (worth == Worth.UNPROVEN) {
            return Optional.empty();
        }
        if (relay.target().equals(self.id())) {
            return weigh(now, relay.inner(), doing) == Worth.FRESH
                    ? Optional.of(relay.inner())
                    : Optional.empty();
        }
        passOn(relay, message.header().sender(), doing);
        return Optional.empty();
    }

    /** R1: a relay only passes on; with the rule off it answers from what it remembers. */
    private void passOn(Message.Relay relay, ServerId asker, Doing doing) {
        Optional<Member> target = self.members().find(relay.target());
        if (target.isEmpty()) {
            return;
        }
        Optional<Message> remembered =
                self.rules().has(Rule.RELAYS_ONLY_PASS_ON)
                        ? Optional.empty()
                        : target.get().lastAck();
        if (remembered.isPresent() && relay.inner().body() instanceof Message.Ping) {
            Header said = remembered.get().header();
            Message.Ack ack = (Message.Ack) remembered.get().body();
            Header echoing = withEcho(said, relay.inner().header().stamp());
            doing.say(
                    asker,
                    new Message.Relay(
                            asker,
                            new Message(
                                    echoing,
                                    new Message.Ack(relay.inner().header().stamp(), ack.grant()))));
        } else {
            doing.passOn(relay.target(), relay);
        }
    }

    private static Header withEcho(Header said, long echo) {
        return new Header(
                said.sender(),
                said.identity(),
                said.incarnation(),
                said.refutation(),
                said.stamp(),
                echo,
                said.lineage(),
                said.generation(),
                said.epoch(),
                said.viewDigest(),
                said.settled(),
                said.configurationVersion(),
                said.configurationDigest(),
                said.wants(),
                said.leased(),
                said.rumors());
    }

    /** Of a configured server, no replay, and made since this process was heard. */
    private Worth weigh(Moment now, Message message, Doing doing) {
        Header header = message.header();
        if (header.sender().equals(self.id())) {
            if (strangers.passes(now, Duration.ofMinutes(1))) {
                doing.note(
                        new Notice.Warned(
                                "another agent speaks as "
                                        + self.id()
                                        + ": two machines have one id; give each its own (-n, or \"id\")"));
            }
            return Worth.NONE;
        }
        Optional<Member> known = self.members().find(header.sender());
        if (known.isEmpty()) {
            if (strangers.passes(now, Duration.ofMinutes(1))) {
                doing.note(
                        new Notice.Warned(
                                header.sender()
                                        + " has a key of this cluster, but is not in the configuration here; its"
                                        + " messages are dropped"));
            }
            return Worth.NONE;
        }
        Member member = known.get();
        Contact contact = member.meet(header.identity());
        if (!contact.takes(header.stamp())) {
            return Worth.NONE;
        }
        contact.heard(now, header.stamp());
        boolean proven = stamper.isOfThisProcess(header.echo());
        if (proven || !self.isReached(now, member.id())) {
            // A recorded message of a former disk does not take the echo from who answers us.
            member.isCurrent(contact);
        }
        if (!proven) {
            return Worth.UNPROVEN;
        }
        boolean will = message.body() instanceof Message.Will;
        contact.said(header, will);
        if (will) {
            // A driver said it, at whatever time: it proves nothing of a round trip.
            return Worth.FRESH;
        }
        // R2: reached is a round trip; what counts is when its first half began.
        Moment sentAt = stamper.sentAt(header.echo());
        contact.reached(sentAt, header.incarnation() > 0);
        member.probe().answered(sentAt);
        if (self.known().isOf(header.sender(), header.identity())) {
            // Incarnations are compared only within one identity: another disk's refute nothing.
            member.suspicion().refuted(header.incarnation(), header.refutation());
        }
        for (Rumor rumor : header.rumors()) {
            prober.heard(now, rumor, doing);
        }
        if (message.body() instanceof Message.Ack && !self.rules().has(Rule.RELAYS_ONLY_PASS_ON)) {
            member.remember(message);
        }
        pull(now, member, header, doing);
        return Worth.FRESH;
    }

    /** Two views of one epoch, which a quorum of half the voters or less allows. */
    private static boolean isFork(Header header, View known) {
        return header.epoch() == known.epoch()
                && !known.isMajority()
                && header.viewDigest() != Wire.digest(known);
    }

    /** Who sees a higher epoch, or a configuration that it lacks, asks for it. */
    private void pull(Moment now, Member member, Header header, Doing doing) {
        View known = self.known();
        boolean higher =
                header.lineage() == known.lineage()
                        && (header.epoch() > known.epoch() || isFork(header, known));
        boolean first = !known.isFormed() && header.lineage() != 0;
        boolean other = known.isFormed() && lineages.isNews(header);
        if ((higher || first || other) && member.viewPull().passes(now, self.roundTripBound())) {
            doing.say(member.id(), new Message.ViewWanted());
        }
        wanted(member, header)
                .filter(edition -> member.configurationPull().passes(now, self.roundTripBound()))
                .ifPresent(
                        edition -> {
                            member.asked(edition);
                            doing.say(
                                    member.id(),
                                    new Message.ConfigurationWanted(
                                            edition.version(), edition.digest()));
                        });
    }

    /** The configuration that the sender has and this server lacks. */
    private Optional<Edition> wanted(Member member, Header header) {
        View known = self.known();
        Configurations configurations = self.configurations();
        Edition told = Edition.of(header);
        boolean newer =
                told.version() > configurations.highest(known).version()
                        && configurations.find(told).isEmpty();
        if ((newer || configurations.differing(told).isPresent())
                && !configurations.isRefused(told)
                && !member.hasHandedOver(told)) {
            return Optional.of(told);
        }
        // Whoever knows the view may have what is in force, whatever higher one it tells of.
        boolean missing =
                known.isFormed()
                        && header.lineage() == known.lineage()
                        && header.epoch() >= known.epoch()
                        && configurations.inForce(known).isEmpty()
                        && !configurations.isUnusable(known);
        return missing ? Optional.of(Edition.of(known)) : Optional.empty();
    }

    /**
     * Answers a ping the way it came: what is said through a relay counts like what is said
     * directly.
     */
    void answer(Moment now, Message ping, Message outer, Grant grant, Doing doing) {
        ServerId asker = ping.header().sender();
        Message.Ack ack = new Message.Ack(ping.header().stamp(), grant);
        if (!(outer.body() instanceof Message.Relay)) {
            doing.say(asker, ack);
        } else if (self.ledger().isReady()) {
            doing.say(
                    outer.header().sender(),
                    new Message.Relay(asker, stamper.stamped(now, asker, ack)));
        }
    }

    /** Asks one member of that lineage for its view. */
    void askForView(Moment now, long lineage, Doing doing) {
        for (Member member : self.members().all()) {
            if (member.current().lineage() == lineage && self.isReached(now, member.id())) {
                doing.say(member.id(), new Message.ViewWanted());
                return;
            }
        }
    }

    /** Tells the voters what this server asks to be excluded from, until the view has it. */
    void remind(Excluding excluding, long incarnation, Doing doing) {
        if (excluding.isPending(self.id(), self.known())) {
            ask(excluding, incarnation, doing);
        }
    }

    /** Tells them, whatever the view has: another one may be on its way. */
    void ask(Excluding excluding, long incarnation, Doing doing) {
        if (incarnation > 0) {
            Message.Excluding all = new Message.Excluding(incarnation, excluding.of(self.id()));
            self.members().all().forEach(member -> doing.say(member.id(), all));
        }
    }

    /** What the others last said of themselves. */
    ImmutableSortedMap<ServerId, Peer> peers(Moment now, Moment startedAt) {
        ImmutableSortedMap.Builder<ServerId, Peer> peers = ImmutableSortedMap.naturalOrder();
        for (Member member : self.members().all()) {
            Contact contact = member.current();
            Moment since = Moment.later(startedAt, contact.reachedAt());
            peers.put(
                    member.id(),
                    new Peer(
                            contact.identity(),
                            contact.incarnation(),
                            contact.settled(),
                            contact.epoch(),
                            contact.isLeased(),
                            self.isReached(now, member.id()),
                            now.since(since),
                            member.roundTrip().smoothed(),
                            member.suspicion().accusers(self.id())));
        }
        return peers.build();
    }
}
