package flip.lab.e2e;

import java.util.regex.Pattern;

/**
 * What an agent is expected to say about a trouble: what it is and where, in any words that have
 * these in them. All such words are here, so that a reworded line is a change of one file.
 */
final class Says {
    static final Pattern WRONG_KEY = line("key");
    static final Pattern SAME_ID = line("(same|another|two|other).*(id|agent|machine|identit)");
    static final Pattern DAMAGED = line("promise.*damaged|damaged.*promise");
    static final Pattern REFUSED_PACKET = line("(packet|datagram).*(refused|dropped|ignored)");
    static final Pattern REPLAYED = line("replay|seen before|again|old");
    static final Pattern READ_ONLY = line("read-only");
    static final Pattern DISK_FULL = line("full|no space left|no room");
    static final Pattern DATA_DIR_IN_USE = line("data_dir.*(another agent|in use|uses it)");
    static final Pattern HALTED = line("halted: another machine.*two machines have one id");
    static final Pattern INVARIANT_BROKEN = line("an invariant is broken.*I1: two views");
    static final Pattern CONTRADICTED = line("another view \\d+ was agreed to");

    private Says() {}

    /** The id that is not in the file, and the file's own. */
    static Pattern unknownId(String id, String known) {
        return line("\\b" + id + "\\b.*\\b" + known + "\\b");
    }

    static Pattern portInUse(int port) {
        return line(port + ".*in use");
    }

    /** A script that is not there or may not be run. */
    static Pattern unusableScript(String script) {
        return line("script.*" + script);
    }

    /** A system's datum whose script did not succeed, and something that says why. */
    static Pattern scriptTrouble(String system, String datum, String why) {
        return line(system + ".*" + datum + ".*(" + why + ")");
    }

    static Pattern missingInterface(String name) {
        return line("\\b" + name + "\\b");
    }

    private static Pattern line(String words) {
        return Pattern.compile(words, Pattern.CASE_INSENSITIVE);
    }
}
