package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One server's part in the cluster: who is here, and what a quorum agreed to. Verbs take the moment
 * on this server's clock and return what is to be done; nothing is sent or written along the way.
 */
public final class Membership {
    private final Self self;
    private final Moment startedAt;
    private final Life life;
    private final Leases leases;
    private final Doomed doomed;
    private final Excluding excluding = new Excluding();
    private final Proposer proposer;
    private final Acceptor acceptor;
    private final Prober prober;
    private final Stamper stamper;
    private final Register register;
    private final Listener listener;
    private final Dialogue dialogue;
    private final Recovering recovering;
    private final Succession succession;
    private final LifeEnd lifeEnd;
    private final Backlog backlog;
    private final Standstill standstill;
    private View installed = View.NONE;
    private boolean leased;
    private final Forgiveness forgiveness;
    private final Waiting waiting = new Waiting();
    private Moment departBy = Moment.FOREVER;
    private Moment wakeAt;

    /**
     * A server that begins a life.
     *
     * @param id this server, which the configuration names
     * @param file the cluster's part of its own configuration file
     * @param reader reads a configuration's text; throws IllegalArgumentException when it is
     *     invalid
     * @param promise what it may not forget; empty for a new server, or one whose disk was lost
     * @param random the only source of chance
     * @param now the moment of the start
     * @param rules {@link Rules#ALL} in production
     */
    public Membership(
            ServerId id,
            Configuration file,
            Function<String, Configuration> reader,
            Optional<Promise> promise,
            RandomGenerator random,
            Moment now,
            Rules rules) {
        Ledger ledger = Ledger.of(promise, random);
        self =
                new Self(
                        id,
                        rules,
                        random,
                        ledger,
                        new Members(id, rules, now),
                        new Configurations(reader, file, promise));
        forgiveness = new Forgiveness(self);
        startedAt = now;
        wakeAt = now;
        standstill = new Standstill(self, now);
        life = new Life(self);
        leases = new Leases(self);
        doomed = new Doomed(rules);
        lifeEnd = new LifeEnd(self, life, leases, doomed);
        Grants grants = new Grants(self, doomed);
        Opinions opinions = new Opinions(self, life, grants, doomed, excluding, now);
        proposer = new Proposer(self, new Agenda(self, life, doomed, excluding), opinions);
        Rumors rumors = new Rumors();
        backlog = new Backlog(self);
        stamper = new Stamper(self, life, leases, backlog, rumors, new Stamps(ledger.firstStamp()));
        prober = new Prober(self, life, stamper, rumors, now);
        Lineages lineages = new Lineages(self);
        register = new Register(self, life, leases, doomed, opinions, proposer, lineages);
        listener = new Listener(self, stamper, prober, lineages);
        recovering = new Recovering(self);
        succession = new Succession(self, life, listener, register, lineages, recovering);
        acceptor = new Acceptor(self, opinions, doomed);
        Voters voters = new Voters(life, leases, grants, excluding, acceptor, proposer, register);
        dialogue = new Dialogue(self, voters, listener, prober, stamper, recovering);
        self.members().know(file.roster().ids());
        self.members().know(self.configurations().latest().roster().ids());
        self.members().know(self.known().standings().keySet());
        if (!rules.has(Rule.SWEEP_BEFORE_INCARNATION)) {
            life.released();
        }
    }

    /** A message came in. Relays for others come out as {@link Effect.PassOn}. */
    public List<Effect> received(Moment now, Message message) {
        Doing doing = begin(now);
        Optional<Message> heard = listener.hears(now, message, doing);
        forgiveness.look(now);
        heard.ifPresent(direct -> dialogue.dispatch(now, direct, message, doing));
        return finish(now, doing);
    }

    /** What this server said to itself ({@link Effect.Say} to self) has become durable. */
    public List<Effect> heardSelf(Moment now, Message.Body body) {
        Doing doing = begin(now);
        dialogue.voted(now, self.id(), self.ledger().now().identity(), body, doing);
        return finish(now, doing);
    }

    /** It is {@link #wakeAt} or later. */
    public List<Effect> tick(Moment now) {
        Doing doing = begin(now);
        standstill.ticked();
        if (now.since(startedAt).compareTo(self.timing().mature()) >= 0 && life.matured()) {
            prober.pingAll(now, doing);
        }
        if (prober.isPeriodDue(now)) {
            dialogue.grantSelf(now);
            prober.begin(now, doing);
            listener.remind(excluding, life.incarnation(), doing);
            succession.look(now, doing);
            register.tellMisfit(doing);
            waiting.look(register.waitingFor(now, startedAt), doing);
        }
        prober.repeat(now, doing);
        prober.suspect(now, doing);
        return finish(now, doing);
    }

    /** All promises up to that number are durable. */
    public List<Effect> persisted(Moment now, long number) {
        Doing doing = begin(now);
        self.ledger().persisted(number);
        View durable = self.ledger().durable().known();
        if (!durable.equals(installed)) {
            installed = durable;
            doing.note(new Notice.Installed(durable));
            doing.add(new Effect.Install(durable));
        }
        rise(now, doing);
        return finish(now, doing);
    }

    /**
     * The start sweep is over, or everything was given up after {@link Effect.Relinquish} or {@link
     * #leave}: nothing is held, and no script runs.
     */
    public List<Effect> released(Moment now) {
        Doing doing = begin(now);
        if (life.isReleasing() && !succession.isBegun()) {
            life.released();
            rise(now, doing);
        }
        return finish(now, doing);
    }

    private void rise(Moment now, Doing doing) {
        if (life.rises(installed.epoch())) {
            leases.begin();
            asksToBeExcludedFrom(excluding.of(self.id()));
            doing.note(new Notice.Lives(life.incarnation(), life.wants()));
            // Before anybody hears that this life is there to come up.
            listener.remind(excluding, life.incarnation(), doing);
            prober.pingAll(now, doing);
            acceptor.answerAgain(now, doing);
            if (life.isLeaving()) {
                departBy = now.plus(self.pingTimeout());
            }
        }
    }

    /** Nothing is held outside the plan of that epoch. */
    public List<Effect> settled(Moment now, long epoch) {
        Doing doing = begin(now);
        if (epoch > life.settled()) {
            life.settled(epoch);
            prober.pingAll(now, doing);
        }
        return finish(now, doing);
    }

    /** Less is held than the promise names: it is written again, and nothing waits for that. */
    public List<Effect> holdsLess(Moment now) {
        Doing doing = begin(now);
        self.ledger().rewrite();
        return finish(now, doing);
    }

    /** Hand everything over and go: comes back as Relinquish, then Depart. */
    public List<Effect> leave(Moment now) {
        Doing doing = begin(now);
        life.leave();
        life.relinquish();
        doing.add(new Effect.Relinquish("leaving"));
        prober.pingAll(now, doing); // It says that this server is about to leave.
        return finish(now, doing);
    }

    /** A last will is wanted: the number that it names becomes durable, if it is not. */
    public List<Effect> reserveHeir(Moment now) {
        if (!life.lacksHeir()) {
            return List.of();
        }
        Doing doing = begin(now);
        life.reserveHeir();
        return finish(now, doing);
    }

    /**
     * The last will, which may be said from now on: to each server, when this one is gone and holds
     * nothing. Empty while there is no durable number for it, or nobody to tell.
     */
    public ImmutableSortedMap<ServerId, Message> will(Moment now) {
        boolean up = self.known().isUp(self.id(), identity(), life.incarnation());
        Optional<Long> heir = life.heir().filter(named -> up);
        heir.ifPresent(life::willed);
        return heir.map(named -> prober.will(now, named)).orElse(ImmutableSortedMap.of());
    }

    /** Whether so much was said after that stamp that it would soon be taken for a replay. */
    public boolean isStampOld(long stamp) {
        return stamper.upcoming() - stamp > ReplayWindow.WIDTH / 2;
    }

    /**
     * R17: the driver that has the last will is gone, or is about to be, so that may have been
     * said: this life is over, and the next one is above the will.
     */
    public List<Effect> willSpent(Moment now) {
        Doing doing = begin(now);
        lifeEnd.willSpent(doing);
        return finish(now, doing);
    }

    /** The wall clock ran ahead of the monotonic one: every lease ends here and now. */
    public List<Effect> clockJumped(Moment now) {
        Doing doing = begin(now);
        leases.lapse();
        stamper.forgetTimes();
        standstill.shownByClock(now);
        doing.note(
                new Notice.Warned("the clock jumped ahead: every lease has to be granted again"));
        dialogue.grantSelf(now);
        prober.pingAll(now, doing);
        return finish(now, doing);
    }

    /** A configuration of a higher version, or the one in force, was read here. */
    public List<Effect> offered(Moment now, Configuration configuration) {
        Doing doing = begin(now);
        dialogue.brought(now, configuration, doing);
        return finish(now, doing);
    }

    /** An operator says that these voters are lost for good. */
    public List<Effect> recover(Moment now, Set<ServerId> lost) {
        Doing doing = begin(now);
        recovering.said(now, ImmutableSortedSet.copyOf(lost), doing);
        return finish(now, doing);
    }

    /** Why that would be refused here and now; empty when the others would be asked. */
    public Optional<String> whyNotRecover(Moment now, Set<ServerId> lost) {
        return recovering.refusal(now, ImmutableSortedSet.copyOf(lost));
    }

    /** What has become of an operator's word that voters are lost; empty when there was none. */
    public String recovery() {
        return recovering.outcome();
    }

    private void asksToBeExcludedFrom(ImmutableList<Exclusion> lots) {
        excluding.asked(self.id(), identity(), life.incarnation(), Long.MAX_VALUE, lots);
    }

    /** These are the lots that this server asks to be excluded from, and no others. */
    public List<Effect> excluding(Moment now, List<Exclusion> lots) {
        Doing doing = begin(now);
        asksToBeExcludedFrom(ImmutableList.copyOf(lots));
        listener.ask(excluding, life.incarnation(), doing);
        return finish(now, doing);
    }

    /** Puts the header on what is really sent now. Never to self. */
    public Message stamped(Moment now, ServerId to, Message.Body body) {
        return stamper.stamped(now, to, body);
    }

    private Doing begin(Moment now) {
        Doing doing = new Doing(self.ledger());
        if (standstill.look(now, wakeAt, doing)) {
            wakeAt = now;
        }
        return doing;
    }

    private List<Effect> finish(Moment now, Doing doing) {
        forgiveness.look(now);
        lifeEnd.look(doing);
        backlog.look(now, doing);
        succession.follow(now, doing);
        proposer.advance(now, doing);
        boolean holds = now.isBefore(leaseUntil());
        if (holds != leased) {
            leased = holds;
            doing.note(new Notice.Leased(holds));
        }
        if (life.isLeaving() && life.isLiving() && isGone(now)) {
            doing.add(new Effect.Depart());
        }
        stamper.reserve();
        List<Effect> effects = doing.finished();
        wakeAt = nextWake(now);
        return effects;
    }

    private boolean isGone(Moment now) {
        return !self.known().isFormed() || !self.known().isUp(self.id()) || !now.isBefore(departBy);
    }

    private Moment nextWake(Moment now) {
        Moment wake = Moment.earlier(prober.wakeAt(now), proposer.wakeAt());
        wake = Moment.earlier(wake, departBy);
        if (leased) {
            wake = Moment.earlier(wake, leaseUntil());
        }
        Moment matureAt = startedAt.plus(self.timing().mature());
        return matureAt.isAfter(now) ? Moment.earlier(wake, matureAt) : wake;
    }

    /** When {@link #tick} is due. */
    public Moment wakeAt() {
        return wakeAt;
    }

    /**
     * The configuration that the highest known view puts in force, or the file's before there is
     * one.
     */
    public Optional<Configuration> configuration() {
        return self.configurations().inForce(self.known());
    }

    /** The view that was installed last: chosen, and durable here. */
    public View view() {
        return installed;
    }

    /** The highest view that is known to be chosen, durable or not. */
    public View known() {
        return self.known();
    }

    /** Until when this server may start to hold data; {@link Moment#NEVER} without a lease. */
    public Moment leaseUntil() {
        return leases.until(life.incarnation());
    }

    /** Whether the quorum may have agreed to the end of this server's present life. */
    public boolean isDoomed() {
        return doomed.has(self.id(), identity(), life.incarnation());
    }

    public long identity() {
        return self.ledger().now().identity();
    }

    /** 0 before the start sweep is over. */
    public long incarnation() {
        return life.incarnation();
    }

    /** What the other servers last said of themselves. */
    public ImmutableSortedMap<ServerId, Peer> peers(Moment now) {
        return listener.peers(now, startedAt);
    }

    /** Why the server is not part of the cluster yet; empty when it is. */
    public Optional<String> waitingFor() {
        return waiting.reason();
    }
}
