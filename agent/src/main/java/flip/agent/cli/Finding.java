package flip.agent.cli;

/**
 * What one look at a host found.
 *
 * @param level whether it is as it should be
 * @param check what was looked at, in a word or two
 * @param found a sentence
 * @param remedy what to do; empty when nothing is to be done
 */
record Finding(Level level, String check, String found, String remedy) {
    /** Whether it is as it should be. */
    enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String check, String found) {
        return new Finding(Level.OK, check, found, "");
    }

    static Finding warn(String check, String found, String remedy) {
        return new Finding(Level.WARN, check, found, remedy);
    }

    static Finding fail(String check, String found, String remedy) {
        return new Finding(Level.FAIL, check, found, remedy);
    }
}
