package flip.membership;

/**
 * How the present life of this server ends while it runs: everything is given up for the next one.
 */
final class LifeEnd {
    private final Self self;
    private final Life life;
    private final Leases leases;
    private final Doomed doomed;

    LifeEnd(Self self, Life life, Leases leases, Doomed doomed) {
        this.self = self;
        this.life = life;
        this.leases = leases;
        this.doomed = doomed;
    }

    /** After anything that may have ended it. */
    void look(Doing doing) {
        if (life.isLiving() && !life.isLeaving()) {
            life.whyOver(doomed).ifPresent(why -> end(why, doing));
        }
    }

    /** R17: its last will may have been said. */
    void willSpent(Doing doing) {
        if (life.isWilled() && self.rules().has(Rule.LIFE_ENDS_WITH_ITS_DRIVER)) {
            leases.forfeit();
            if (life.isLiving()) {
                end("the driver that had its last will is gone", doing);
            }
        }
    }

    private void end(String why, Doing doing) {
        life.relinquish();
        leases.lapse();
        doing.note(new Notice.Relinquishes(why));
        doing.add(new Effect.Relinquish(why));
    }
}
