package flip.agent.config;

/** What names of systems and data may be: they become arguments of scripts and words in a log. */
final class Names {
    private Names() {}

    /** What is wrong with it, to follow "a datum's name"; empty when nothing is. */
    static String fault(String name) {
        if (name.isEmpty()) {
            return "must have at least one character";
        }
        if (name.charAt(0) == '-') {
            return "must not begin with a hyphen, unlike " + Words.quoted(name);
        }
        boolean plain = name.chars().noneMatch(Character::isISOControl);
        return plain ? "" : "must have no control characters";
    }
}
