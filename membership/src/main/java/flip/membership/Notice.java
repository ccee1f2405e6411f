package flip.membership;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/**
 * What is worth telling: each prints as one line for an operator, and the simulator's checkers read
 * them. None is made for a single ping.
 */
public sealed interface Notice {

    /** The sentence for the log. */
    String sentence();

    /** Whether an operator should look into it. */
    default boolean isWarning() {
        return false;
    }

    /** A peer had no round trip for L. */
    record Suspected(ServerId server, ServerId accuser, Duration silent) implements Notice {
        @Override
        public String sentence() {
            return server
                    + " is suspected by "
                    + accuser
                    + (silent.isZero() ? "" : ": no round trip for " + silent.toMillis() + " ms");
        }
    }

    /** A suspected peer answered. */
    record Refuted(ServerId server) implements Notice {
        @Override
        public String sentence() {
            return server + " is there: no longer suspected";
        }
    }

    /** This voter's opinion of a change that somebody proposed. */
    record Voted(Round round, Change change, Opinion opinion) implements Notice {
        @Override
        public String sentence() {
            return "vote on " + change + " in round " + round.ballot() + ": " + opinion;
        }
    }

    /** This voter accepted a view. */
    record Accepted(Round round, View view) implements Notice {
        @Override
        public String sentence() {
            return "accepted view " + view.epoch() + " in round " + round.ballot();
        }
    }

    /** This voter was asked to accept a view and objected (rule R5). */
    record Objected(Round round, View view, String reason) implements Notice {
        @Override
        public String sentence() {
            return "objected to view "
                    + view.epoch()
                    + " in round "
                    + round.ballot()
                    + ": "
                    + reason;
        }
    }

    /** This server, as proposer, saw a quorum accept. */
    record Chosen(Round round, View view, ImmutableList<Change> changes) implements Notice {
        @Override
        public String sentence() {
            return "view "
                    + view.epoch()
                    + " is chosen"
                    + (changes.isEmpty() ? "" : ": " + changes)
                    + ", in round "
                    + round.ballot();
        }
    }

    /** A chosen view takes effect here. */
    record Installed(View view) implements Notice {
        @Override
        public String sentence() {
            StringBuilder text = new StringBuilder("view ").append(view.epoch()).append(":");
            view.standings()
                    .forEach(
                            (id, standing) ->
                                    text.append(' ')
                                            .append(id)
                                            .append(' ')
                                            .append(
                                                    standing.state()
                                                            .name()
                                                            .toLowerCase(java.util.Locale.ROOT)));
            return text.toString();
        }
    }

    /** This server took a new incarnation. */
    record Lives(long incarnation, Header.Wants wants) implements Notice {
        @Override
        public String sentence() {
            return "life " + incarnation + (wants == Header.Wants.UP ? " wants up" : " wants out");
        }
    }

    /** This server got, or lost, its lease. */
    record Leased(boolean held) implements Notice {
        @Override
        public String sentence() {
            return held
                    ? "lease held: enough voters reach this server"
                    : "no lease: too few voters reached";
        }

        @Override
        public boolean isWarning() {
            return !held;
        }
    }

    /** This process stood still, or its timers fire late. */
    record Paused(Duration late) implements Notice {
        @Override
        public String sentence() {
            return "this process stood still for "
                    + late.toMillis()
                    + " ms; nobody is accused for that";
        }

        @Override
        public boolean isWarning() {
            return true;
        }
    }

    /** The cluster is not formed yet, or this server is not let in yet. */
    record Waiting(String reason) implements Notice {
        @Override
        public String sentence() {
            return "waiting: " + reason;
        }
    }

    /**
     * A plan gives a lot to others than the plan before.
     *
     * @param owners blank separated; empty when nobody is eligible, or the lot is gone
     */
    record Assigned(long epoch, String system, String lot, String owners, String previousOwners)
            implements Notice {
        @Override
        public String sentence() {
            return system
                    + "/"
                    + lot
                    + " belongs to "
                    + (owners.isEmpty() ? "nobody" : owners)
                    + " by view "
                    + epoch
                    + (previousOwners.isEmpty() ? "" : ", before to " + previousOwners);
        }

        @Override
        public boolean isWarning() {
            return owners.isEmpty();
        }
    }

    /**
     * A script run is over.
     *
     * @param verb what it was for
     * @param failed whether it did not do that, though nobody ended it
     * @param reason why it did not do it; empty when it did
     * @param consequence what that means for the datum; empty when it goes without saying
     */
    record ScriptRan(
            String system,
            String datum,
            String verb,
            Duration took,
            boolean failed,
            String reason,
            String consequence)
            implements Notice {
        @Override
        public String sentence() {
            return verb
                    + " of "
                    + system
                    + "/"
                    + datum
                    + (failed ? " failed after " : reason.isEmpty() ? " took " : " stopped after ")
                    + took.toMillis()
                    + " ms"
                    + (reason.isEmpty() ? "" : ": " + reason)
                    + (consequence.isEmpty() ? "" : "; " + consequence);
        }

        @Override
        public boolean isWarning() {
            return failed;
        }
    }

    /**
     * Another host says that it has what is held here.
     *
     * @param rival that host
     * @param consequence what is done about it
     * @param untold how often the same happened since it was told last
     */
    record Contested(String system, String datum, String rival, String consequence, long untold)
            implements Notice {
        @Override
        public String sentence() {
            return system
                    + "/"
                    + datum
                    + " is claimed by another host, "
                    + rival
                    + ": "
                    + consequence
                    + (untold == 0 ? "" : " (and " + untold + " times since this was said)");
        }

        @Override
        public boolean isWarning() {
            return true;
        }
    }

    /**
     * Two servers have one version of the configuration with different content.
     *
     * @param here this server
     * @param other the other one
     * @param version that both say
     * @param text this server's
     * @param otherText the other's
     */
    record Differs(ServerId here, ServerId other, long version, String text, String otherText)
            implements Notice {
        @Override
        public String sentence() {
            return sentence("");
        }

        /** With the keys that differ, when they are known. */
        public String sentence(String keys) {
            return "version "
                    + version
                    + " of the configuration differs between "
                    + here
                    + " (here) and "
                    + other
                    + (keys.isEmpty() ? "" : " in " + keys)
                    + ": make them equal, or give the newer one a higher version";
        }

        @Override
        public boolean isWarning() {
            return true;
        }
    }

    /** A configuration that another server has is of no use here. */
    record Refuses(ServerId from, long version, String reason) implements Notice {
        @Override
        public String sentence() {
            return "version "
                    + version
                    + " of the configuration, which "
                    + from
                    + " offers, is refused and not asked for again: "
                    + reason;
        }

        @Override
        public boolean isWarning() {
            return true;
        }
    }

    /** This server gives up all that it holds, and goes on in another life. */
    record Relinquishes(String why) implements Notice {
        @Override
        public String sentence() {
            return "everything is given up: " + why;
        }

        @Override
        public boolean isWarning() {
            return true;
        }
    }

    /** Something is wrong that only a person can mend. */
    record Warned(String sentence) implements Notice {
        @Override
        public boolean isWarning() {
            return true;
        }
    }
}
