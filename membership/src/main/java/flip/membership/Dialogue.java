package flip.membership;

import java.time.Duration;

/** What is done about each kind of message: one branch a kind. */
final class Dialogue {
    /** So many times an interval a voter that grants nothing is asked again. */
    private static final int HURRIED_PINGS = 4;

    private final Self self;
    private final Voters voters;
    private final Listener listener;
    private final Prober prober;
    private final Stamper stamper;
    private final Recovering recovering;

    Dialogue(
            Self self,
            Voters voters,
            Listener listener,
            Prober prober,
            Stamper stamper,
            Recovering recovering) {
        this.self = self;
        this.voters = voters;
        this.listener = listener;
        this.prober = prober;
        this.stamper = stamper;
        this.recovering = recovering;
    }

    /**
     * Acts on a message that is fresh, or a ping.
     *
     * @param heard the message, out of its relay
     * @param outer as it came
     */
    void dispatch(Moment now, Message heard, Message outer, Doing doing) {
        Header header = heard.header();
        ServerId from = header.sender();
        Message.Body body = heard.body();
        if (body instanceof Message.Ping) {
            Grant grant =
                    voters.grants()
                            .give(
                                    now,
                                    from,
                                    header.identity(),
                                    header.incarnation(),
                                    stamper.sentAt(header.echo()));
            listener.answer(now, heard, outer, grant, doing);
            // What it echoes ends this server's probe of it, so that nothing else asks before the
            // next period: after a cut, say.
            askForGrant(now, from, doing);
        } else if (body instanceof Message.Ack ack) {
            acknowledged(now, from, ack, doing);
        } else if (body instanceof Message.Decided decided) {
            learned(now, decided.view(), doing);
        } else if (body instanceof Message.ViewWanted) {
            if (self.known().isFormed()) {
                doing.say(from, new Message.Decided(self.known()));
            }
        } else if (body instanceof Message.ConfigurationWanted wanted) {
            self.configurations()
                    .find(new Edition(wanted.version(), wanted.digest()))
                    .ifPresent(
                            found ->
                                    doing.say(
                                            from,
                                            new Message.ConfigurationOffered(
                                                    found.version(),
                                                    found.digest(),
                                                    found.text())));
        } else if (body instanceof Message.ConfigurationOffered offered) {
            self.members()
                    .find(from)
                    .flatMap(
                            member ->
                                    member.handsOver(
                                            new Edition(offered.version(), offered.digest())))
                    .ifPresent(edition -> offered(now, from, edition, offered.text(), doing));
        } else if (body instanceof Message.Excluding request) {
            if (Excluding.isLiving(self.known(), from, header.identity(), request.incarnation())) {
                voters.excluding()
                        .asked(
                                from,
                                header.identity(),
                                request.incarnation(),
                                header.stamp(),
                                request.lots());
            }
        } else if (body instanceof Message.RecoveryAsked asked) {
            recovering.asked(now, from, asked, doing);
        } else if (body instanceof Message.RecoveryAnswered answered) {
            recovering.answered(now, from, answered, doing);
        } else if (isVote(from, header.identity())) {
            voted(now, from, header.identity(), body, doing);
        }
    }

    private boolean isVote(ServerId from, long identity) {
        return self.known().isFormed()
                ? self.known().isVoter(from, identity)
                : self.founders().contains(from);
    }

    /** A step of a round of agreement, from a voter or from this server itself. */
    void voted(Moment now, ServerId from, long identity, Message.Body body, Doing doing) {
        if (body instanceof Message.Prepare prepare) {
            voters.acceptor().prepare(now, from, prepare, doing);
        } else if (body instanceof Message.Accept accept) {
            voters.acceptor().accept(now, from, accept, doing);
        } else if (body instanceof Message.Refused refused) {
            voters.proposer().refused(now, refused);
        } else if (body instanceof Message.Promised promised) {
            learned(now, promised.known(), doing);
            voters.proposer().promised(now, from, identity, promised, doing);
        } else if (body instanceof Message.Accepted accepted) {
            voters.proposer()
                    .accepted(from, accepted, doing)
                    .ifPresent(
                            view -> {
                                for (Member member : self.members().all()) {
                                    doing.say(member.id(), new Message.Decided(view));
                                }
                                news(now, voters.register().chosen(now, view, doing), doing);
                            });
        }
    }

    private void learned(Moment now, View view, Doing doing) {
        news(now, voters.register().learned(now, view, doing), doing);
    }

    private void news(Moment now, boolean isNews, Doing doing) {
        if (isNews) {
            grantSelf(now);
            prober.pingAll(now, doing);
        }
    }

    private void acknowledged(Moment now, ServerId from, Message.Ack ack, Doing doing) {
        Moment sentAt = stamper.sentAt(ack.answers());
        Grant grant = ack.grant();
        Moment asked = self.rules().has(Rule.LEASE_FROM_PING) ? sentAt : now;
        if (sentAt.equals(Moment.NEVER)) {
            return;
        }
        self.members()
                .find(from)
                .ifPresent(member -> member.roundTrip().measured(now.since(sentAt)));
        if (grant.isGranted()
                && grant.generation() == self.known().generation()
                && grant.incarnation() == voters.life().incarnation()) {
            voters.leases().granted(from, asked, grant);
        } else {
            // Perhaps only because there was no stamp to echo yet, or it had not learned the view.
            askForGrant(now, from, doing);
        }
    }

    /** Asks that voter for the grant that is lacking, sooner than at the next probe period. */
    private void askForGrant(Moment now, ServerId voter, Doing doing) {
        if (lacksGrantOf(now, voter)) {
            Duration pause = self.timing().gossipInterval().dividedBy(HURRIED_PINGS);
            self.members()
                    .find(voter)
                    .filter(member -> member.hurriedPing().passes(now, pause))
                    .ifPresent(member -> prober.ping(now, member, doing));
        }
    }

    private boolean lacksGrantOf(Moment now, ServerId voter) {
        long identity = self.ledger().now().identity();
        Standing standing = self.known().standings().get(voter);
        return standing != null
                && standing.voter()
                && self.known().isUp(self.id(), identity, voters.life().incarnation())
                && !voters.leases().isGranted(now, voter);
    }

    private void offered(Moment now, ServerId from, Edition edition, String text, Doing doing) {
        Configurations configurations = self.configurations();
        Configuration read;
        try {
            read = usable(edition, text);
        } catch (IllegalArgumentException wrong) {
            if (!configurations.isRefused(edition)) {
                configurations.refused(edition);
                doing.note(
                        new Notice.Refuses(
                                from, edition.version(), String.valueOf(wrong.getMessage())));
            }
            return;
        }
        configurations
                .differing(edition)
                .ifPresent(
                        here ->
                                doing.note(
                                        new Notice.Differs(
                                                self.id(),
                                                from,
                                                here.version(),
                                                here.text(),
                                                text)));
        if (configurations.offered(read, self.known())) {
            took(now, read, doing);
        }
    }

    /** What the text says, if this version of flip understands all of it. */
    private Configuration usable(Edition edition, String text) {
        Configuration read = self.configurations().read(text);
        View known = self.known();
        if (!Edition.of(read).equals(edition)) {
            throw new IllegalArgumentException(
                    "this version of flip does not know all that is in it");
        }
        if (known.isFormed() && !edition.equals(Edition.of(known)) && !known.hasVotersOf(read)) {
            throw new IllegalArgumentException(Configurations.OTHER_VOTERS);
        }
        return read;
    }

    private void took(Moment now, Configuration taken, Doing doing) {
        self.members().know(taken.roster().ids());
        if (self.known().isFormed() && !self.known().hasRoomFor(taken.roster())) {
            doing.note(
                    new Notice.Warned(
                            "the configuration of version "
                                    + taken.version()
                                    + " is not put in force: with its new servers more than "
                                    + ViewCodec.MOST_STANDINGS
                                    + " would have been configured since the cluster was formed; give new servers"
                                    + " the ids of servers that are gone"));
        }
        boolean awaited =
                self.known().isFormed()
                        && self.configurations()
                                .inForce(self.known())
                                .filter(taken::equals)
                                .isPresent();
        if (awaited) {
            self.configurations().learned(self.known());
            doing.add(new Effect.Install(self.ledger().durable().known()));
        }
        self.rememberConfigurations(self.known());
        prober.pingAll(now, doing); // A quorum has to hear who has it.
    }

    /** An operator's configuration of a higher version, or the one in force. */
    void brought(Moment now, Configuration configuration, Doing doing) {
        if (self.configurations().brought(configuration, self.known())) {
            took(now, configuration, doing);
        }
    }

    /** This voter's own grant to itself, if it may. */
    void grantSelf(Moment now) {
        Grant own =
                voters.grants()
                        .give(
                                now,
                                self.id(),
                                self.ledger().now().identity(),
                                voters.life().incarnation(),
                                now);
        if (own.isGranted()) {
            voters.leases().granted(self.id(), now, own);
        }
    }
}
