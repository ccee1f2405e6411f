package flip.lab.bench;

/** One thing that is measured of each contender in turn. */
interface Part {
    /** How it is chosen on the command line. */
    String name();

    /** Which contenders it is about. */
    boolean isFor(Contender contender);

    /** Measures a contender that is running everywhere, and leaves it so. */
    void measure(Arena arena, FiguresTable table);
}
