package flip.lab.check;

/** An invariant of docs/design.md that does not hold: which one, and what was seen. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String invariant;

    public Violation(String invariant, String sentence) {
        super(invariant + ": " + sentence);
        this.invariant = invariant;
    }

    /** Its number, such as I3. */
    public String invariant() {
        return invariant;
    }
}
