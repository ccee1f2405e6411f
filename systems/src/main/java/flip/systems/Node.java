package flip.systems;

import flip.membership.Effect;
import flip.membership.Membership;
import flip.membership.Moment;
import flip.membership.Notice;
import flip.membership.Promise;
import flip.membership.Rule;
import flip.membership.Rules;
import flip.membership.ServerId;
import flip.membership.View;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One server's whole core: events in, calls on the world out.
 *
 * <p>It does what the membership asks for, in the order in which it is asked, and then what the
 * systems ask for. That nothing is said before it is durable is kept here, so that it is under test
 * in the simulator with all the rest.
 */
public final class Node {
    /** No event leads to more: beyond it, two parts answer each other for ever. */
    private static final int MOST_EFFECTS = 100_000;

    private final ServerId self;
    private final Rules rules;
    private final Catalogs catalogs;
    private final Membership membership;
    private final Systems systems;
    private final Remembering remembering;
    private final WillHandover willHandover;
    private final Outbox outbox = new Outbox();
    private final StandingTimes times;
    private final StatusMaker report;
    private final Queue<Effect> effects = new ArrayDeque<>();

    /** Whether a promise was ever handed to the disk: asked only when PERSISTED is off. */
    private boolean everPersisted;

    private Moment lastStep;
    private boolean leaving;

    /** How it ends, as soon as nothing is held; empty while it does not. */
    private Optional<Ending> ending = Optional.empty();

    private boolean ended;

    /**
     * A node that begins with the start sweep.
     *
     * @param self this server, which the configuration names
     * @param file this server's own configuration file
     * @param reader reads other configurations
     * @param promise what it may not forget; empty for a new server, or one whose disk was lost
     * @param random the only source of chance
     * @param now the moment of the start
     * @param rules {@link Rules#ALL} in production
     * @throws IllegalArgumentException when the configuration in the promise cannot be read
     */
    public Node(
            ServerId self,
            Catalog file,
            CatalogReader reader,
            Optional<Promise> promise,
            RandomGenerator random,
            Moment now,
            Rules rules) {
        this.self = self;
        this.rules = rules;
        everPersisted = promise.isPresent();
        lastStep = now;
        catalogs = new Catalogs(reader, file);
        systems =
                new Systems(self, rules, file, Sweep.of(self, file, catalogs::read, promise), now);
        remembering = new Remembering(self, rules, catalogs, systems.holdings());
        membership =
                new Membership(
                        self,
                        file.configuration(),
                        text -> catalogs.read(text).configuration(),
                        promise,
                        random,
                        now,
                        rules);
        willHandover = new WillHandover(membership, systems);
        times = new StandingTimes(now);
        report = new StatusMaker(self, file.configuration(), membership, systems, times);
    }

    /**
     * Takes one event. Throws AssertionError when an invariant is broken: the process must stop.
     */
    public void step(Moment now, Event event, World world) {
        if (ended) {
            return;
        }
        lastStep = now;
        happened(now, event, world);
        int interpreted = 0;
        do {
            while (!effects.isEmpty()) {
                interpret(now, effects.remove(), world);
                if (++interpreted > MOST_EFFECTS) {
                    throw new AssertionError("no end of effects after " + event);
                }
            }
            look(now, world);
        } while (!effects.isEmpty());
        if (ending.isPresent() && !systems.isAnythingHeld()) {
            ended = true;
            world.ended(ending.get());
        }
    }

    private void happened(Moment now, Event event, World world) {
        if (event instanceof Event.Received received) {
            effects.addAll(membership.received(now, received.message()));
        } else if (event instanceof Event.Ticked) {
            ticked(now);
        } else if (event instanceof Event.Persisted persisted) {
            persisted(now, persisted.number());
        } else if (event instanceof Event.ScriptEnded script) {
            systems.scriptEnded(now, script.run(), script.outcome());
        } else if (event instanceof Event.Lost lost) {
            systems.lost(now, new DatumName(lost.system(), lost.datum()), lost.reason());
        } else if (event instanceof Event.Contested contested) {
            systems.contested(
                    now,
                    new DatumName(contested.system(), contested.datum()),
                    contested.rival(),
                    footing(now));
        } else if (event instanceof Event.DriverReady ready) {
            systems.lastWill().ready(ready.driver());
        } else if (event instanceof Event.DriverEnded gone) {
            if (systems.lastWill().ended(gone.driver())) {
                effects.addAll(membership.willSpent(now));
            }
        } else if (event instanceof Event.WillTakenBack back) {
            systems.willTakenBack(back.driver());
        } else if (event instanceof Event.ClockJumped) {
            effects.addAll(membership.clockJumped(now));
        } else if (event instanceof Event.Offered offered) {
            offered(now, offered.text(), world);
        } else if (event instanceof Event.Recover recover) {
            effects.addAll(membership.recover(now, recover.lost()));
        } else if (event instanceof Event.Leave) {
            leave(now);
        }
    }

    /** The membership is not woken for what only the systems wait for. */
    private void ticked(Moment now) {
        if (!membership.wakeAt().isAfter(now)) {
            effects.addAll(membership.tick(now));
        }
    }

    private void persisted(Moment now, long number) {
        List<Effect.Say> free = outbox.persisted(number);
        remembering.persisted(number);
        effects.addAll(membership.persisted(now, number));
        effects.addAll(free);
    }

    private void offered(Moment now, String text, World world) {
        try {
            effects.addAll(membership.offered(now, catalogs.read(text).configuration()));
        } catch (IllegalArgumentException refused) {
            world.tell(
                    new Notice.Warned(
                            "a configuration is refused, nothing changes: "
                                    + refused.getMessage()));
        }
    }

    private void leave(Moment now) {
        if (!leaving) {
            leaving = true;
            effects.addAll(membership.leave(now));
        }
    }

    // What the membership asks for.

    private void interpret(Moment now, Effect effect, World world) {
        if (effect instanceof Effect.Say say) {
            say(now, say, world);
        } else if (effect instanceof Effect.PassOn passOn) {
            world.send(passOn.to(), membership.stamped(now, passOn.to(), passOn.relay()));
        } else if (effect instanceof Effect.Persist persist) {
            persist(now, persist, world);
        } else if (effect instanceof Effect.Install install) {
            install(now, install.view());
        } else if (effect instanceof Effect.Relinquish) {
            systems.relinquish(membership.incarnation());
        } else if (effect instanceof Effect.Depart) {
            end(new Ending.Left(), "", world);
        } else if (effect instanceof Effect.StartAnew anew) {
            Ending ending = new Ending.StartAnew(anew.reason(), anew.with());
            end(ending, "starts anew: " + anew.reason(), world);
        } else if (effect instanceof Effect.Halt halt) {
            end(new Ending.Halted(halt.reason()), "halts: " + halt.reason(), world);
        } else if (effect instanceof Effect.Note note) {
            world.tell(note.notice());
        }
    }

    /** What depends on a promise waits until that is durable (I1: a vote is never taken back). */
    private void say(Moment now, Effect.Say say, World world) {
        if (!outbox.isFree(say) && rules.has(Rule.PERSISTED_BEFORE_ANSWER)) {
            hold(say, world);
        } else if (say.to().equals(self)) {
            effects.addAll(membership.heardSelf(now, say.body()));
        } else {
            world.send(say.to(), membership.stamped(now, say.to(), say.body()));
        }
    }

    private void hold(Effect.Say say, World world) {
        if (outbox.hold(say)) {
            world.tell(
                    new Notice.Warned(
                            "the disk is slower than the cluster: "
                                    + outbox.behind()
                                    + " promises wait for it, and answers that wait for them get"
                                    + " lost"));
        }
    }

    private void persist(Moment now, Effect.Persist persist, World world) {
        outbox.promised(persist.number());
        Promise promise = remembering.written(persist, membership.incarnation());
        if (everPersisted && !rules.has(Rule.PERSISTED)) {
            persisted(now, persist.number());
            return;
        }
        everPersisted = true;
        world.persist(promise, persist.number());
    }

    private void install(Moment now, View view) {
        systems.installed(view);
        times.installed(now, view);
        plan();
    }

    private void plan() {
        if (systems.intent().isPlanMissing()) {
            remembering.plan(systems.intent().view()).ifPresent(systems::planned);
        }
    }

    /** Nothing is left behind: what is held is given up first, and nothing new is taken. */
    private void end(Ending how, String warning, World world) {
        if (ending.isEmpty()) {
            ending = Optional.of(how);
            systems.relinquish(membership.incarnation());
            if (!warning.isEmpty()) {
                world.tell(new Notice.Warned("this server " + warning));
            }
        }
    }

    // What the systems ask for.

    private void look(Moment now, World world) {
        plan();
        Footing footing = footing(now);
        for (Action action : systems.look(now, footing)) {
            if (action instanceof Action.Start start) {
                start(now, start.run(), footing, world);
            } else if (action instanceof Action.Cancel cancel) {
                world.cancel(cancel.run(), cancel.grace());
            } else if (action instanceof Action.Hurry hurry) {
                world.hurry(hurry.run(), hurry.limit());
            } else if (action instanceof Action.Settle settle) {
                effects.addAll(membership.settled(now, settle.epoch()));
                // Who leaves writes promises anyway, and the disk is needed for those.
                if (!leaving && remembering.namesMore(membership.incarnation())) {
                    effects.addAll(membership.holdsLess(now));
                }
            } else if (action instanceof Action.Release) {
                released(now);
            } else if (action instanceof Action.Exclude exclude) {
                effects.addAll(membership.excluding(now, exclude.lots()));
            } else if (action instanceof Action.Defend defend) {
                world.defend(defend.name().system(), defend.name().datum());
            } else if (action instanceof Action.Tell tell) {
                world.tell(tell.notice());
            }
        }
        effects.addAll(willHandover.look(now, world));
    }

    private void start(Moment now, Run run, Footing footing, World world) {
        if (run.verb() == Run.Verb.ALIVE
                && !(footing.isLeased(now)
                        && footing.isUp(self)
                        && !footing.doomed()
                        && footing.view().epoch() == footing.knownEpoch()
                        && systems.intent().plan().view().equals(footing.view())
                        && systems.intent()
                                .isGivenHere(new DatumName(run.system(), run.datum())))) {
            throw new AssertionError("I4: " + run + " is started on " + footing);
        }
        world.run(run);
    }

    private void released(Moment now) {
        if (ending.isEmpty()) {
            effects.addAll(membership.released(now));
        }
    }

    private Footing footing(Moment now) {
        return new Footing(
                systems.intent().view(),
                membership.known().epoch(),
                membership.identity(),
                membership.incarnation(),
                membership.leaseUntil(),
                membership.isDoomed(),
                () -> membership.peers(now));
    }

    // What others ask.

    /** Until when this server may hold what a quorum has to allow. */
    public Moment leaseUntil() {
        return membership.leaseUntil();
    }

    /** When {@link Event.Ticked} is due. */
    public Moment wakeAt() {
        if (ended) {
            return Moment.FOREVER;
        }
        Moment wake = Moment.earlier(membership.wakeAt(), systems.wakeAt());
        wake = Moment.earlier(wake, systems.lastWill().wakeAt());
        Moment lease = membership.leaseUntil();
        return systems.isAnythingHeld() && lease.isAfter(lastStep)
                ? Moment.earlier(wake, lease)
                : wake;
    }

    /** Whether anything is held, or may be. */
    public boolean isAnythingHeld() {
        return systems.isAnythingHeld();
    }

    /**
     * Why {@link Event.Recover} would have been refused at the last step; empty when the others
     * would have been asked.
     */
    public Optional<String> whyNotRecover(Set<ServerId> lost) {
        return membership.whyNotRecover(lastStep, lost);
    }

    /** What has become of {@link Event.Recover}, for people; empty when there was none. */
    public String recovery() {
        return membership.recovery();
    }

    /** What an operator sees and the checkers check. */
    public Status status(Moment now) {
        return report.at(now, footing(now), phase(), outbox.behind());
    }

    private Status.Phase phase() {
        if (ended) {
            return Status.Phase.ENDED;
        }
        if (leaving || ending.isPresent()) {
            return Status.Phase.LEAVING;
        }
        return systems.isSwept() ? Status.Phase.RUNNING : Status.Phase.SWEEPING;
    }
}
