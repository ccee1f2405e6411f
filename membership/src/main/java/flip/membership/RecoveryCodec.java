package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;

/** How an operator's word, and the descent of a lineage, are spelled in bytes. */
final class RecoveryCodec {
    /** An id of one letter. */
    private static final int SHORTEST_ID = 2;

    private static final int FORMER = 8;

    private RecoveryCodec() {}

    static void write(WireWriter out, Recovery recovery) {
        writeWord(out, recovery);
        out.number(recovery.epoch());
        out.duration(recovery.longestGrant());
    }

    /** What all have to have been told alike. */
    static void writeWord(WireWriter out, Recovery recovery) {
        writeIds(out, recovery.lost());
        writeFormers(out, recovery.formers());
    }

    static Recovery read(WireReader in) throws WireException {
        ImmutableSortedSet<ServerId> lost = readIds(in);
        if (lost.isEmpty()) {
            throw in.refusal("somebody must be lost");
        }
        return new Recovery(
                lost,
                readFormers(in),
                in.number("the epoch of a recovery"),
                in.duration("the longest grant of a recovery"));
    }

    static void writeDescent(WireWriter out, Descent descent) {
        writeFormers(out, descent.formers());
        writeIds(out, descent.vacant());
    }

    static Descent readDescent(WireReader in) throws WireException {
        return new Descent(readFormers(in), readIds(in));
    }

    private static void writeFormers(WireWriter out, ImmutableList<Long> formers) {
        out.count(formers.size(), Descent.MOST_FORMERS, "former lineages");
        formers.forEach(out::fixed);
    }

    private static ImmutableList<Long> readFormers(WireReader in) throws WireException {
        int count = in.count(Descent.MOST_FORMERS, FORMER, "former lineages");
        if (count == 0) {
            throw in.refusal("some lineage must end");
        }
        ImmutableList.Builder<Long> formers = ImmutableList.builder();
        for (int at = 0; at < count; at++) {
            formers.add(in.fixed("a former lineage"));
        }
        return formers.build();
    }

    private static void writeIds(WireWriter out, Collection<ServerId> ids) {
        out.count(ids.size(), ViewCodec.MOST_STANDINGS, "lost voters");
        ids.forEach(out::id);
    }

    private static ImmutableSortedSet<ServerId> readIds(WireReader in) throws WireException {
        int count = in.count(ViewCodec.MOST_STANDINGS, SHORTEST_ID, "lost voters");
        ImmutableSortedSet.Builder<ServerId> ids = ImmutableSortedSet.naturalOrder();
        String last = "";
        for (int at = 0; at < count; at++) {
            ServerId id = in.id("a lost voter");
            if (id.value().compareTo(last) <= 0) {
                throw in.refusal("lost voters must be sorted, but " + id + " comes after " + last);
            }
            last = id.value();
            ids.add(id);
        }
        return ids.build();
    }
}
