package flip.membership;

import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The configurations that this server has: the one in force, and a higher one to be agreed. */
final class Configurations {
    private final Function<String, Configuration> reader;
    private final TreeMap<Long, Configuration> held = new TreeMap<>();
    private Configuration latest;

    /**
     * What a server has at its start.
     *
     * @param reader reads a text; throws IllegalArgumentException when it is not valid
     * @param file the server's own file
     * @param promise which may remember a text that is in force
     */
    Configurations(
            Function<String, Configuration> reader, Configuration file, Optional<Promise> promise) {
        this.reader = reader;
        this.latest = file;
        held.put(file.version(), file);
        promise.filter(remembered -> !remembered.configurationText().isEmpty())
                .ifPresent(
                        remembered -> {
                            Configuration agreed = reader.apply(remembered.configurationText());
                            // The agreed one wins over a file of the same version that differs.
                            held.put(agreed.version(), agreed);
                            latest = agreed;
                        });
    }

    /** The one that the view puts in force; before a cluster is formed, the file's. */
    Optional<Configuration> inForce(View known) {
        if (!known.isFormed()) {
            return Optional.of(latest);
        }
        Configuration found = held.get(known.configurationVersion());
        return found != null && found.digest() == known.configurationDigest()
                ? Optional.of(found)
                : Optional.empty();
    }

    /** The last one that was in force here: whose durations hold while the view's is missing. */
    Configuration latest() {
        return latest;
    }

    /** That view is known: its configuration holds from now on, and lower ones are forgotten. */
    void learned(View known) {
        inForce(known)
                .ifPresent(
                        found -> {
                            latest = found;
                            held.headMap(found.version()).clear();
                        });
    }

    /** Whether this server's own configuration of the view's version has another content. */
    boolean isContradicted(View known) {
        Configuration found = held.get(known.configurationVersion());
        return known.isFormed() && found != null && found.digest() != known.configurationDigest();
    }

    /** The highest version that this server has. */
    Configuration highest() {
        return held.lastEntry().getValue();
    }

    /** What this server tells others to have: before a cluster is formed, what it would form. */
    Configuration told(View known) {
        return known.isFormed() ? highest() : latest;
    }

    /** The configuration here of that version, if its content is another. */
    Optional<Configuration> differing(long version, long digest) {
        return Optional.ofNullable(held.get(version)).filter(found -> found.digest() != digest);
    }

    Optional<Configuration> find(long version, long digest) {
        return Optional.ofNullable(held.get(version)).filter(found -> found.digest() == digest);
    }

    /**
     * The configuration of that text.
     *
     * @throws IllegalArgumentException when it is not valid
     */
    Configuration read(String text) {
        return reader.apply(text);
    }

    /**
     * A configuration came from another server, or from an operator.
     *
     * @return what was taken; empty when that version is held already, or is lower
     */
    Optional<Configuration> offered(Configuration configuration) {
        if (configuration.version() < latest.version()
                || held.containsKey(configuration.version())) {
            return Optional.empty();
        }
        // Only the highest candidate counts: bounded, whatever comes.
        Configuration before = highest();
        if (before.version() > latest.version() && before.version() < configuration.version()) {
            held.remove(before.version());
        }
        held.put(configuration.version(), configuration);
        return Optional.of(configuration);
    }
}
