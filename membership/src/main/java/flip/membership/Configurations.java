package flip.membership;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The configurations that this server has: its own, the one in force, and one to be agreed; and
 * which it cannot use. Bounded, whatever comes.
 */
final class Configurations {
    /** Of more the earliest is forgotten; it would be asked for, and refused, once more. */
    private static final int MOST_REFUSED = 8;

    static final String OTHER_VOTERS =
            "it has other voters, or another quorum, than the cluster, which cannot change while that runs";

    private final Function<String, Configuration> reader;
    private final Set<Edition> refused = new LinkedHashSet<>();
    private Configuration own;
    private Configuration latest;

    /** The highest of those that others brought, while it is above the one in force. */
    private Optional<Configuration> candidate = Optional.empty();

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
        own = file;
        latest =
                promise.map(Promise::configurationText)
                        .filter(text -> !text.isEmpty())
                        .map(reader)
                        .filter(it -> isFormed(promise) || it.version() > file.version())
                        .orElse(file);
        candidate =
                promise.map(Promise::candidateText)
                        .filter(text -> !text.isEmpty())
                        .flatMap(this::readable);
    }

    /** What waits for a cluster to be formed with it makes way for a file that is newer. */
    private static boolean isFormed(Optional<Promise> promise) {
        return promise.filter(it -> it.known().isFormed()).isPresent();
    }

    /** Another version of flip took it up: whoever can use it here will bring it again. */
    private Optional<Configuration> readable(String text) {
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    /** The one that the view puts in force; before a cluster is formed, the file's. */
    Optional<Configuration> inForce(View known) {
        return known.isFormed() ? find(Edition.of(known)) : Optional.of(latest);
    }

    /** What this server would form a cluster with: what an operator brought here last. */
    Configuration forming(View known) {
        return known.isFormed() ? own : latest;
    }

    /** The last one that was in force here: whose durations hold while the view's is missing. */
    Configuration latest() {
        return latest;
    }

    /** That view is known: its configuration holds from now on, and lower ones are forgotten. */
    void learned(View known) {
        inForce(known).ifPresent(found -> latest = found);
        candidate =
                candidate.filter(
                        it -> it.version() > known.configurationVersion() && known.hasVotersOf(it));
    }

    /** Whether this server's own configuration of the view's version has another content. */
    boolean isContradicted(View known) {
        return known.isFormed()
                && own.version() == known.configurationVersion()
                && own.digest() != known.configurationDigest()
                && inForce(known).isEmpty();
    }

    /** Whether this server cannot use what the view puts in force, however long it waits. */
    boolean isUnusable(View known) {
        return known.isFormed()
                && inForce(known).isEmpty()
                && (isRefused(Edition.of(known)) || isContradicted(known));
    }

    /** Why that is, and what would help. */
    Optional<String> whyUnusable(View known) {
        if (!isUnusable(known)) {
            return Optional.empty();
        }
        String which = "the cluster's configuration of version " + known.configurationVersion();
        return Optional.of(
                isContradicted(known)
                        ? which
                                + " differs from the one of that version here: make them equal, or give the newer"
                                + " one a higher version"
                        : which
                                + " cannot be used here: run the version of flip that it was written for");
    }

    /** Its text came, and cannot be used here; so it is for the life of this process. */
    void refused(Edition edition) {
        refused.add(edition);
        if (refused.size() > MOST_REFUSED) {
            refused.remove(refused.iterator().next());
        }
    }

    boolean isRefused(Edition edition) {
        return refused.contains(edition);
    }

    /** The text of what may be agreed to next, whoever brought it; or nothing. */
    String candidateText(View known) {
        Configuration highest = highest(known);
        return known.isFormed() && highest.version() > known.configurationVersion()
                ? highest.text()
                : "";
    }

    /** The highest version here that may be agreed to, or is in force. */
    Configuration highest(View known) {
        Configuration highest = latest;
        for (Configuration each : held()) {
            if (each.version() > highest.version()
                    && (!known.isFormed() || known.hasVotersOf(each))) {
                highest = each;
            }
        }
        return highest;
    }

    /** What this server tells others to have: before a cluster is formed, what it would form. */
    Configuration told(View known) {
        return known.isFormed() ? highest(known) : latest;
    }

    /**
     * This server's own, if it can never come into force: it is newer, and has other voters or
     * another quorum than the cluster.
     */
    Optional<Configuration> misfit(View known) {
        return known.isFormed()
                        && own.version() > known.configurationVersion()
                        && !known.hasVotersOf(own)
                ? Optional.of(own)
                : Optional.empty();
    }

    /** The configuration here of that version, if its content is another. */
    Optional<Configuration> differing(Edition edition) {
        if (find(edition).isPresent()) {
            return Optional.empty();
        }
        return held().stream().filter(it -> it.version() == edition.version()).findFirst();
    }

    Optional<Configuration> find(Edition edition) {
        for (Configuration each : held()) {
            if (each.version() == edition.version() && each.digest() == edition.digest()) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private ImmutableList<Configuration> held() {
        return candidate
                .map(it -> ImmutableList.of(own, latest, it))
                .orElseGet(() -> ImmutableList.of(own, latest));
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
     * A configuration came from another server.
     *
     * @return whether it was taken: the one in force unless this server's own contradicts it, and
     *     of others only what is above that and above all that others brought
     */
    boolean offered(Configuration configuration, View known) {
        if (find(Edition.of(configuration)).isPresent()) {
            return false;
        }
        if (isInForce(configuration, known)) {
            boolean taken = !isContradicted(known);
            latest = taken ? configuration : latest;
            return taken;
        }
        boolean taken =
                isAbove(configuration, known)
                        && configuration.version() != own.version()
                        && candidate.stream()
                                .noneMatch(it -> it.version() >= configuration.version());
        candidate = taken ? Optional.of(configuration) : candidate;
        return taken;
    }

    /**
     * An operator brought this server another file.
     *
     * @return whether it is taken, being in force or above that, and is new here
     */
    boolean brought(Configuration configuration, View known) {
        boolean inForce = isInForce(configuration, known);
        if (!inForce && !isAbove(configuration, known)) {
            return false;
        }
        boolean news = find(Edition.of(configuration)).isEmpty();
        own = configuration;
        latest = inForce ? configuration : latest;
        return news;
    }

    private static boolean isInForce(Configuration configuration, View known) {
        return known.isFormed() && Edition.of(configuration).equals(Edition.of(known));
    }

    private boolean isAbove(Configuration configuration, View known) {
        long inForce = known.isFormed() ? known.configurationVersion() : latest.version();
        return configuration.version() > inForce;
    }
}
