package flip.membership;

import com.google.common.collect.ImmutableList;

/** How a header and its rumors are spelled in bytes. */
final class HeaderCodec {
    private static final int WANTS_OUT = 1;
    private static final int LEASED = 2;
    private static final int RUMORS_SHIFT = 2;

    private HeaderCodec() {}

    static void write(WireWriter out, Header header) {
        int rumors = header.rumors().size();
        if (rumors > Header.MOST_RUMORS) {
            throw new IllegalArgumentException(
                    "a header has at most " + Header.MOST_RUMORS + " rumors, not " + rumors);
        }
        out.octet(
                (header.wants() == Header.Wants.OUT ? WANTS_OUT : 0)
                        | (header.leased() ? LEASED : 0)
                        | rumors << RUMORS_SHIFT);
        out.sharedId(header.sender().value());
        out.fixed(header.identity());
        out.number(header.incarnation());
        out.number(header.refutation());
        out.fixed(header.stamp());
        out.fixed(header.echo());
        out.fixed(header.lineage());
        out.number(header.generation());
        out.number(header.epoch());
        out.fixed(header.viewDigest());
        out.signed(header.settled());
        out.number(header.configurationVersion());
        out.fixed(header.configurationDigest());
        for (int at = 0; at < rumors; at++) {
            writeRumor(out, header.rumors().get(at));
        }
    }

    static Header read(WireReader in) throws WireException {
        int marks =
                in.choice(
                        (Header.MOST_RUMORS << RUMORS_SHIFT) + WANTS_OUT + LEASED,
                        "a header's marks");
        return new Header(
                in.sharedId("the sender"),
                in.fixed("the sender's identity"),
                in.number("the sender's incarnation"),
                in.number("the sender's refutation"),
                in.fixed("the stamp"),
                in.fixed("the echo"),
                in.fixed("the lineage"),
                in.number("the generation"),
                in.number("the epoch"),
                in.fixed("the view's digest"),
                in.signed("the settled epoch"),
                in.number("the configuration's version"),
                in.fixed("the configuration's digest"),
                (marks & WANTS_OUT) != 0 ? Header.Wants.OUT : Header.Wants.UP,
                (marks & LEASED) != 0,
                readRumors(in, marks >> RUMORS_SHIFT));
    }

    private static void writeRumor(WireWriter out, Rumor rumor) {
        out.octet(
                switch (rumor.kind()) {
                    case SUSPECT -> 0;
                    case ALIVE -> 1;
                });
        out.sharedId(rumor.subject().value());
        out.number(rumor.incarnation());
        out.number(rumor.refutation());
        out.sharedId(rumor.accuser().value());
    }

    private static ImmutableList<Rumor> readRumors(WireReader in, int count) throws WireException {
        if (count == 0) {
            return ImmutableList.of();
        }
        ImmutableList.Builder<Rumor> rumors = ImmutableList.builderWithExpectedSize(count);
        for (int at = 0; at < count; at++) {
            rumors.add(
                    new Rumor(
                            in.flag("a rumor's kind") ? Rumor.Kind.ALIVE : Rumor.Kind.SUSPECT,
                            in.sharedId("a rumor's subject"),
                            in.number("a rumor's incarnation"),
                            in.number("a rumor's refutation"),
                            in.sharedId("a rumor's accuser")));
        }
        return rumors.build();
    }
}
