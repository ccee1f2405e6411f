package flip.agent;

import static java.util.stream.Collectors.joining;

import flip.agent.config.Differences;
import flip.membership.Change;
import flip.membership.Exclusion;
import flip.membership.Notice;
import flip.membership.Opinion;
import flip.membership.Round;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each thing that an operator wants to know. */
final class NoticeLog {
    private static final Logger log = LoggerFactory.getLogger("flip.node");

    private String lastVote = "";

    void tell(Notice notice) {
        if (notice.isWarning()) {
            log.warn("{}", sentence(notice));
        } else if (isRoutine(notice)) {
            log.debug("{}", sentence(notice));
        } else {
            log.info("{}", sentence(notice));
        }
    }

    /** Votes in fewer words than the records that they are; differing texts by their keys. */
    static String sentence(Notice notice) {
        if (notice instanceof Notice.Differs differs) {
            return differs.sentence(Differences.between(differs.text(), differs.otherText()));
        }
        if (notice instanceof Notice.Voted voted) {
            return "vote "
                    + word(voted.opinion())
                    + ": "
                    + words(voted.change())
                    + in(voted.round());
        }
        if (notice instanceof Notice.Chosen chosen && !chosen.changes().isEmpty()) {
            return "view "
                    + chosen.view().epoch()
                    + " is chosen: "
                    + chosen.changes().stream().map(NoticeLog::words).collect(joining(", "))
                    + in(chosen.round());
        }
        return notice.sentence();
    }

    private static String in(Round round) {
        return ", round " + round.ballot();
    }

    private static String word(Opinion opinion) {
        if (opinion instanceof Opinion.NotYet later) {
            return "not yet (" + later.reason() + ", in " + later.in().toMillis() + " ms)";
        }
        if (opinion instanceof Opinion.Opposed opposed) {
            return "no (" + opposed.reason() + ")";
        }
        return "yes";
    }

    private static String words(Change change) {
        if (change instanceof Change.Up up) {
            return up.server() + " comes up with life " + up.incarnation();
        }
        if (change instanceof Change.Down down) {
            return down.server() + " goes down, its life " + down.incarnation() + " is over";
        }
        if (change instanceof Change.Out out) {
            return out.server() + " leaves, before life " + out.incarnation();
        }
        if (change instanceof Change.Admit admit) {
            return admit.server() + " comes in with another data_dir";
        }
        if (change instanceof Change.Configure configure) {
            return "configuration " + configure.version() + " comes into force";
        }
        if (change instanceof Change.Form) {
            return "the cluster is formed";
        }
        if (change instanceof Change.Exclude exclude) {
            return lot(exclude.exclusion()) + " is not given to " + exclude.exclusion().server();
        }
        if (change instanceof Change.Include include) {
            return lot(include.exclusion())
                    + " is given to "
                    + include.exclusion().server()
                    + " again";
        }
        return change.toString();
    }

    private static String lot(Exclusion exclusion) {
        return exclusion.system() + "/" + exclusion.lot();
    }

    /** A step on the way to a line that says more, or a vote that is only asked for again. */
    private boolean isRoutine(Notice notice) {
        if (notice instanceof Notice.Voted voted) {
            String vote = voted.change() + " " + voted.opinion();
            boolean again = vote.equals(lastVote);
            lastVote = vote;
            return again || voted.opinion() instanceof Opinion.NotYet;
        }
        return notice instanceof Notice.Accepted;
    }
}
