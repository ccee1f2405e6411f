package flip.membership;

/**
 * Which configuration: of one edition there is one text.
 *
 * @param version the higher one wins
 * @param digest of the text
 */
record Edition(long version, long digest) {
    static Edition of(Configuration configuration) {
        return new Edition(configuration.version(), configuration.digest());
    }

    /** The one that the view puts in force. */
    static Edition of(View view) {
        return new Edition(view.configurationVersion(), view.configurationDigest());
    }

    /** The one that a server says it has. */
    static Edition of(Header header) {
        return new Edition(header.configurationVersion(), header.configurationDigest());
    }
}
