package flip.lab.check;

import flip.membership.Round;
import flip.membership.View;
import java.util.Optional;

/**
 * A view at the moment it is chosen: enough disks have it.
 *
 * @param round in which
 * @param view that
 * @param before the view chosen for the epoch before; empty for the first
 * @param anew whether no earlier round chose this epoch
 */
public record Choice(Round round, View view, Optional<View> before, boolean anew) {}
