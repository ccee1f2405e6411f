package flip.agent.config;

/** What is done about a key that this version does not know: it is never ignored in silence. */
enum UnknownKeys {
    /** The file can be used without it. */
    WARN,
    /** For whoever checks a file. */
    REFUSE;

    void tell(Json.Members object, Keys keys, Problems problems) {
        for (Json.Member member : object.members()) {
            if (!keys.known().contains(member.key())) {
                tell(member, keys, problems);
            }
        }
    }

    private void tell(Json.Member member, Keys keys, Problems problems) {
        String works = keys.later().get(member.key());
        if (works != null) {
            if (works.isEmpty() || !works.equals(spelling(member.value()))) {
                problems.error(
                        member.place(),
                        "\"" + member.key() + "\" is not supported by this version",
                        works.isEmpty()
                                ? "Remove it."
                                : "Remove it, or write " + works + ", which is what happens.");
            }
            return;
        }
        String what = Words.quoted(member.key()) + " is no key of " + keys.of();
        String meant = Words.didYouMean(member.key(), keys.known());
        String remedy = meant.isEmpty() ? "Its keys are " + Words.list(keys.known()) + "." : meant;
        if (this == REFUSE) {
            problems.error(member.place(), what, remedy);
        } else {
            problems.warning(member.place(), what + ": it has no effect", remedy);
        }
    }

    private static String spelling(Json value) {
        if (value instanceof Json.Text text) {
            return text.value();
        } else if (value instanceof Json.Amount number) {
            return number.spelling();
        } else if (value instanceof Json.Flag flag) {
            return String.valueOf(flag.value());
        }
        return "";
    }
}
