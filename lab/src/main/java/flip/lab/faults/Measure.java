package flip.lab.faults;

/** What is measured of each run. */
enum Measure {
    OUTAGE("no answer", "ms"),
    GIVEN_UP("given up after", "ms"),
    REPLACED("replaced after", "ms"),
    PLUMBED("on two, plumbed", "ms"),
    ANSWERING("on two, answering", "ms"),
    SETTLED("at rest after", "ms"),
    RIGHT("client right after", "ms"),
    MOVES("moves", "");

    private final String words;
    private final String unit;

    Measure(String words, String unit) {
        this.words = words;
        this.unit = unit;
    }

    String words() {
        return words;
    }

    String unit() {
        return unit;
    }
}
