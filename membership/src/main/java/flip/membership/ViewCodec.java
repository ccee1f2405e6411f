package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.time.Duration;
import java.util.Map;

/** How a view, its standings and its exclusions are spelled in bytes. */
final class ViewCodec {
    /** A view remembers servers that later configurations lack, so more than a roster has. */
    static final int MOST_STANDINGS = 4 * Roster.MOST;

    /** The name of a system or a lot has at most so many bytes. */
    static final int LONGEST_NAME = 256;

    private static final int VOTER = 4;
    private static final int STATE = 3;

    /** An id of one letter, the marks, the identity, the incarnation. */
    private static final int SHORTEST_STANDING = 2 + 1 + 8 + 1;

    /** An id of one letter and two names of none. */
    private static final int SHORTEST_EXCLUSION = 2 + 1 + 1;

    private ViewCodec() {}

    static void write(WireWriter out, View view) {
        out.fixed(view.lineage());
        out.number(view.generation());
        out.number(view.epoch());
        out.number(view.configurationVersion());
        out.fixed(view.configurationDigest());
        out.duration(view.longestGrant());
        out.count(view.quorum(), MOST_STANDINGS, "voters for a quorum");
        if (view.descent().isRecovered()) {
            // No view of a cluster is without servers: so none says that more follows.
            out.count(0, MOST_STANDINGS, "standings");
            RecoveryCodec.writeDescent(out, view.descent());
        }
        out.count(view.standings().size(), MOST_STANDINGS, "standings");
        for (Map.Entry<ServerId, Standing> entry : view.standings().entrySet()) {
            out.id(entry.getKey());
            writeStanding(out, entry.getValue());
        }
        writeExclusions(out, view.exclusions().asList());
    }

    static View read(WireReader in) throws WireException {
        View view = readFields(in);
        if (!view.isFormed() && !view.equals(View.NONE)) {
            throw in.refusal("a view without a lineage must have nothing else either");
        }
        int voters = view.countVoters();
        if (view.isFormed() && (view.quorum() < 1 || view.quorum() > voters)) {
            throw in.refusal(
                    "a view's quorum must be 1 to "
                            + voters
                            + ", the number of its voters, not "
                            + view.quorum());
        }
        return view;
    }

    private static View readFields(WireReader in) throws WireException {
        long lineage = in.fixed("a view's lineage");
        long generation = in.number("a view's generation");
        long epoch = in.number("a view's epoch");
        long version = in.number("a view's version of the configuration");
        long digest = in.fixed("a view's digest of the configuration");
        Duration longestGrant = in.duration("a view's longest grant");
        int quorum = in.quorum(MOST_STANDINGS);
        ImmutableSortedMap<ServerId, Standing> standings = readStandings(in);
        boolean recovered = lineage != 0 && standings.isEmpty();
        Descent descent = recovered ? RecoveryCodec.readDescent(in) : Descent.NONE;
        return new View(
                lineage,
                generation,
                epoch,
                version,
                digest,
                longestGrant,
                quorum,
                recovered ? readStandings(in) : standings,
                readSortedExclusions(in),
                descent);
    }

    /** Another view, which is often the same: then a byte says so. */
    static void writeBeside(WireWriter out, View other, View view) {
        boolean same = view.equals(other);
        out.flag(same);
        if (!same) {
            write(out, view);
        }
    }

    static View readBeside(WireReader in, View other) throws WireException {
        if (in.flag("whether the second view is the first")) {
            return other;
        }
        View view = read(in);
        if (view.equals(other)) {
            throw in.refusal("a view that is the first one again must be written once");
        }
        return view;
    }

    private static void writeStanding(WireWriter out, Standing standing) {
        int state =
                switch (standing.state()) {
                    case UP -> 0;
                    case DOWN -> 1;
                    case OUT -> 2;
                };
        out.octet(state | (standing.voter() ? VOTER : 0));
        out.fixed(standing.identity());
        out.number(standing.incarnation());
    }

    private static ImmutableSortedMap<ServerId, Standing> readStandings(WireReader in)
            throws WireException {
        int count = in.count(MOST_STANDINGS, SHORTEST_STANDING, "standings");
        if (count == 0) {
            return ImmutableSortedMap.of();
        }
        ImmutableSortedMap.Builder<ServerId, Standing> standings =
                ImmutableSortedMap.naturalOrder();
        String last = "";
        for (int at = 0; at < count; at++) {
            ServerId id = in.id("a standing's server");
            if (id.value().compareTo(last) <= 0) {
                throw in.refusal("standings must be sorted, but " + id + " comes after " + last);
            }
            last = id.value();
            standings.put(id, readStanding(in));
        }
        return standings.build();
    }

    private static Standing readStanding(WireReader in) throws WireException {
        int marks = in.choice(VOTER + STATE, "a standing's marks");
        Standing.State state =
                switch (marks & STATE) {
                    case 0 -> Standing.State.UP;
                    case 1 -> Standing.State.DOWN;
                    case 2 -> Standing.State.OUT;
                    default -> throw in.refusal("a standing must be up, down or out");
                };
        return new Standing(
                in.fixed("a standing's identity"),
                state,
                in.number("a standing's incarnation"),
                (marks & VOTER) != 0);
    }

    static void writeExclusion(WireWriter out, Exclusion exclusion) {
        out.id(exclusion.server());
        out.text(exclusion.system(), LONGEST_NAME);
        out.text(exclusion.lot(), LONGEST_NAME);
    }

    static Exclusion readExclusion(WireReader in) throws WireException {
        return new Exclusion(
                in.id("an exclusion's server"),
                in.text("an exclusion's system", LONGEST_NAME),
                in.text("an exclusion's lot", LONGEST_NAME));
    }

    static void writeExclusions(WireWriter out, ImmutableList<Exclusion> exclusions) {
        out.count(exclusions.size(), View.MOST_EXCLUSIONS, "exclusions");
        for (Exclusion exclusion : exclusions) {
            writeExclusion(out, exclusion);
        }
    }

    static ImmutableList<Exclusion> readExclusions(WireReader in) throws WireException {
        int count = in.count(View.MOST_EXCLUSIONS, SHORTEST_EXCLUSION, "exclusions");
        ImmutableList.Builder<Exclusion> exclusions = ImmutableList.builder();
        for (int at = 0; at < count; at++) {
            exclusions.add(readExclusion(in));
        }
        return exclusions.build();
    }

    private static ImmutableSortedSet<Exclusion> readSortedExclusions(WireReader in)
            throws WireException {
        ImmutableList<Exclusion> exclusions = readExclusions(in);
        for (int at = 1; at < exclusions.size(); at++) {
            if (exclusions.get(at).compareTo(exclusions.get(at - 1)) <= 0) {
                throw in.refusal("a view's exclusions must be sorted, each there once");
            }
        }
        return ImmutableSortedSet.copyOf(exclusions);
    }
}
