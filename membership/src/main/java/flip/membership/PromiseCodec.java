package flip.membership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;

/** How a promise is spelled in bytes. */
final class PromiseCodec {
    /** There is no reader for 1 and 2, which no release has written. */
    static final int VERSION = 3;

    /** The same, and an operator's word after it. */
    static final int VERSION_WITH_RECOVERY = 4;

    /** A configuration cannot have as many. */
    private static final int MOST_NAMES = Configuration.LONGEST;

    private PromiseCodec() {}

    static void write(WireWriter out, Promise promise) {
        out.fixed(promise.identity());
        out.number(promise.incarnation());
        out.fixed(promise.stampLimit());
        ViewCodec.write(out, promise.known());
        BodyCodec.writeBallot(out, promise.promised());
        BodyCodec.writeBallot(out, promise.acceptedBallot());
        ViewCodec.writeBeside(out, promise.known(), promise.accepted());
        out.text(promise.configurationText(), BodyCodec.LONGEST_CONFIGURATION);
        out.text(promise.candidateText(), BodyCodec.LONGEST_CONFIGURATION);
        writeMayHold(out, promise.mayHold(), promise.configurationText());
        if (!promise.recovery().isNone()) {
            RecoveryCodec.write(out, promise.recovery());
        }
    }

    static int version(Promise promise) {
        return promise.recovery().isNone() ? VERSION : VERSION_WITH_RECOVERY;
    }

    static Promise read(WireReader in, int version) throws WireException {
        long identity = in.fixed("a promise's identity");
        long incarnation = in.number("a promise's incarnation");
        long stampLimit = in.fixed("a promise's stamp limit");
        View known = ViewCodec.read(in);
        Ballot promised = BodyCodec.readBallot(in);
        Ballot acceptedBallot = BodyCodec.readBallot(in);
        View accepted = ViewCodec.readBeside(in, known);
        String text = BodyCodec.readConfigurationText(in);
        String candidateText = BodyCodec.readConfigurationText(in);
        MayHold mayHold = readMayHold(in, text);
        Recovery recovery =
                version == VERSION_WITH_RECOVERY ? RecoveryCodec.read(in) : Recovery.NONE;
        return new Promise(
                identity,
                incarnation,
                stampLimit,
                known,
                promised,
                acceptedBallot,
                accepted,
                text,
                candidateText,
                mayHold,
                recovery);
    }

    /** The promise's own configuration is not written twice: an empty text stands for it. */
    private static void writeMayHold(WireWriter out, MayHold mayHold, String own) {
        out.flag(mayHold.everything());
        out.count(mayHold.parts().size(), MayHold.MOST_PARTS, "configurations of what is held");
        for (MayHold.Part part : mayHold.parts()) {
            String text = part.configurationText();
            out.text(text.equals(own) ? "" : text, BodyCodec.LONGEST_CONFIGURATION);
            out.count(part.data().size(), MOST_NAMES, "systems");
            part.data()
                    .forEach(
                            (system, data) -> {
                                out.text(system, ViewCodec.LONGEST_NAME);
                                out.count(data.size(), MOST_NAMES, "data");
                                data.forEach(datum -> out.text(datum, ViewCodec.LONGEST_NAME));
                            });
        }
    }

    private static MayHold readMayHold(WireReader in, String own) throws WireException {
        boolean everything = in.flag("whether everything may be held");
        int count = in.count(MayHold.MOST_PARTS, 2, "configurations of what is held");
        ImmutableList.Builder<MayHold.Part> parts = ImmutableList.builder();
        for (int at = 0; at < count; at++) {
            String text = BodyCodec.readConfigurationText(in);
            if (text.equals(own) && !own.isEmpty()) {
                throw in.refusal("the configuration in force must be written once");
            }
            parts.add(new MayHold.Part(text.isEmpty() ? own : text, readData(in)));
        }
        return new MayHold(everything, parts.build());
    }

    private static ImmutableSortedMap<String, ImmutableSortedSet<String>> readData(WireReader in)
            throws WireException {
        int count = in.count(MOST_NAMES, 2, "systems");
        ImmutableSortedMap.Builder<String, ImmutableSortedSet<String>> systems =
                ImmutableSortedMap.naturalOrder();
        String before = "";
        for (int at = 0; at < count; at++) {
            String system = readNext(in, before, at, "systems");
            systems.put(system, readNames(in));
            before = system;
        }
        return systems.buildOrThrow();
    }

    private static ImmutableSortedSet<String> readNames(WireReader in) throws WireException {
        int count = in.count(MOST_NAMES, 1, "data");
        ImmutableSortedSet.Builder<String> names = ImmutableSortedSet.naturalOrder();
        String before = "";
        for (int at = 0; at < count; at++) {
            before = readNext(in, before, at, "data");
            names.add(before);
        }
        return names.build();
    }

    private static String readNext(WireReader in, String before, int at, String what)
            throws WireException {
        String name = in.text("the name of one of the " + what, ViewCodec.LONGEST_NAME);
        if (at > 0 && name.compareTo(before) <= 0) {
            throw in.refusal(what + " must be sorted, each there once");
        }
        return name;
    }
}
