package flip.lab.bench;

import java.util.List;

/** One thing that is measured of each contender; a section of the page. */
interface Part {
    /** How it is chosen on the command line. */
    String name();

    /** What is done and what is measured, for the reader of the page. */
    String about();

    /** How often it is measured of each contender. */
    int runs();

    /** Who can be measured at all. */
    boolean isFor(Entrant entrant);

    /** Measures once a contender that is running everywhere, and leaves it so; counted from 1. */
    List<Figures> run(Arena arena, int number);
}
