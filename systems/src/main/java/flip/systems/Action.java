package flip.systems;

import com.google.common.collect.ImmutableList;
import flip.membership.Exclusion;
import flip.membership.Notice;
import java.time.Duration;

/** What the systems ask of the node. */
sealed interface Action {

    /** Start this script run. */
    record Start(Run run) implements Action {}

    /** End that script run early: it has that grace to end itself. */
    record Cancel(long run, Duration grace) implements Action {}

    /** That down, which a driver was asked for without hurry, is to be answered within so long. */
    record Hurry(long run, Duration limit) implements Action {}

    /** Nothing is held outside the plan of that epoch: the others may know. */
    record Settle(long epoch) implements Action {}

    /** Nothing at all is held, and no script runs. */
    record Release() implements Action {}

    /** These lots, and no others, are not to be given to this server for now. */
    record Exclude(ImmutableList<Exclusion> lots) implements Action {}

    /** Say to the network that this datum is here. */
    record Defend(DatumName name) implements Action {}

    /** Tell an operator. */
    record Tell(Notice notice) implements Action {}
}
