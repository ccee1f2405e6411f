package flip.lab.faults;

import java.util.ArrayList;
import java.util.List;

/** The whole matrix, in the order in which it is measured. */
final class Cells {
    private Cells() {}

    static List<Cell> all(Scale scale) {
        List<Cell> cells = new ArrayList<>();
        cells.addAll(Deaths.first(scale));
        cells.addAll(Cuts.first(scale));
        cells.addAll(Losses.all(scale));
        cells.addAll(Deaths.more(scale));
        cells.addAll(Standstills.all(scale));
        cells.addAll(Cuts.more(scale));
        cells.addAll(Machines.all(scale));
        return cells;
    }
}
