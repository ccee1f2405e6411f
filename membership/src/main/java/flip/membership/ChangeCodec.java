package flip.membership;

import com.google.common.collect.ImmutableList;

/** How changes, and what voters think of them, are spelled in bytes. */
final class ChangeCodec {
    private static final int DOWN = 0;
    private static final int UP = 1;
    private static final int OUT = 2;
    private static final int ADMIT = 3;
    private static final int CONFIGURE = 4;
    private static final int EXCLUDE = 5;
    private static final int INCLUDE = 6;
    private static final int FORM = 7;

    private static final int AGREED = 0;
    private static final int NOT_YET = 1;
    private static final int OPPOSED = 2;

    /** Their places here are what is written: a new one goes to the end. */
    private static final ImmutableList<Opinion.Reason> REASONS =
            ImmutableList.of(
                    Opinion.Reason.REACHED,
                    Opinion.Reason.GRANTED,
                    Opinion.Reason.STARTED,
                    Opinion.Reason.NOT_REACHED,
                    Opinion.Reason.NOT_FITTING,
                    Opinion.Reason.SELF,
                    Opinion.Reason.CONFIGURATION,
                    Opinion.Reason.FORMING,
                    Opinion.Reason.NOT_ASKED);

    /** An exclusion of one letter and two empty names; nothing else is shorter. */
    private static final int SHORTEST_CHANGE = 5;

    private ChangeCodec() {}

    static void writeAll(WireWriter out, ImmutableList<Change> changes) {
        out.count(changes.size(), Message.Prepare.MOST_CHANGES, "changes");
        for (Change change : changes) {
            write(out, change);
        }
    }

    static ImmutableList<Change> readAll(WireReader in) throws WireException {
        int count = in.count(Message.Prepare.MOST_CHANGES, SHORTEST_CHANGE, "changes");
        ImmutableList.Builder<Change> changes = ImmutableList.builder();
        for (int at = 0; at < count; at++) {
            changes.add(read(in));
        }
        return changes.build();
    }

    static void writeOpinions(WireWriter out, ImmutableList<Opinion> opinions) {
        out.count(opinions.size(), Message.Prepare.MOST_CHANGES, "opinions");
        for (Opinion opinion : opinions) {
            writeOpinion(out, opinion);
        }
    }

    static ImmutableList<Opinion> readOpinions(WireReader in) throws WireException {
        int count = in.count(Message.Prepare.MOST_CHANGES, 1, "opinions");
        ImmutableList.Builder<Opinion> opinions = ImmutableList.builder();
        for (int at = 0; at < count; at++) {
            opinions.add(readOpinion(in));
        }
        return opinions.build();
    }

    private static void write(WireWriter out, Change change) {
        if (change instanceof Change.Down down) {
            writeLife(out, DOWN, down.server(), down.identity(), down.incarnation());
        } else if (change instanceof Change.Up up) {
            writeLife(out, UP, up.server(), up.identity(), up.incarnation());
        } else if (change instanceof Change.Out gone) {
            writeLife(out, OUT, gone.server(), gone.identity(), gone.incarnation());
        } else if (change instanceof Change.Admit admit) {
            out.octet(ADMIT);
            out.id(admit.server());
            out.fixed(admit.former());
            out.fixed(admit.identity());
        } else if (change instanceof Change.Configure configure) {
            writeVersion(out, CONFIGURE, configure.version(), configure.digest());
        } else if (change instanceof Change.Exclude exclude) {
            out.octet(EXCLUDE);
            ViewCodec.writeExclusion(out, exclude.exclusion());
        } else if (change instanceof Change.Include include) {
            out.octet(INCLUDE);
            ViewCodec.writeExclusion(out, include.exclusion());
        } else if (change instanceof Change.Form form) {
            writeVersion(out, FORM, form.version(), form.digest());
        } else {
            throw new AssertionError("a change that has no spelling: " + change);
        }
    }

    private static void writeLife(
            WireWriter out, int kind, ServerId server, long identity, long incarnation) {
        out.octet(kind);
        out.id(server);
        out.fixed(identity);
        out.number(incarnation);
    }

    private static void writeVersion(WireWriter out, int kind, long version, long digest) {
        out.octet(kind);
        out.number(version);
        out.fixed(digest);
    }

    private static Change read(WireReader in) throws WireException {
        int kind = in.choice(FORM, "a change's kind");
        return switch (kind) {
            case CONFIGURE -> new Change.Configure(version(in), digest(in));
            case FORM -> new Change.Form(version(in), digest(in));
            case EXCLUDE -> new Change.Exclude(ViewCodec.readExclusion(in));
            case INCLUDE -> new Change.Include(ViewCodec.readExclusion(in));
            case ADMIT ->
                    new Change.Admit(
                            server(in),
                            in.fixed("a change's former identity"),
                            in.fixed("a change's identity"));
            case DOWN -> new Change.Down(server(in), identity(in), incarnation(in));
            case UP -> new Change.Up(server(in), identity(in), incarnation(in));
            case OUT -> new Change.Out(server(in), identity(in), incarnation(in));
            default -> throw new AssertionError("kind " + kind + " passed its check");
        };
    }

    private static ServerId server(WireReader in) throws WireException {
        return in.id("a change's server");
    }

    private static long identity(WireReader in) throws WireException {
        return in.fixed("a change's identity");
    }

    private static long incarnation(WireReader in) throws WireException {
        return in.number("a change's incarnation");
    }

    private static long version(WireReader in) throws WireException {
        return in.number("a change's version");
    }

    private static long digest(WireReader in) throws WireException {
        return in.fixed("a change's digest");
    }

    private static void writeOpinion(WireWriter out, Opinion opinion) {
        if (opinion instanceof Opinion.Agreed) {
            out.octet(AGREED);
        } else if (opinion instanceof Opinion.NotYet notYet) {
            out.octet(NOT_YET);
            out.duration(notYet.in());
            out.octet(REASONS.indexOf(notYet.reason()));
        } else if (opinion instanceof Opinion.Opposed opposed) {
            out.octet(OPPOSED);
            out.octet(REASONS.indexOf(opposed.reason()));
        } else {
            throw new AssertionError("an opinion that has no spelling: " + opinion);
        }
    }

    private static Opinion readOpinion(WireReader in) throws WireException {
        int kind = in.choice(OPPOSED, "an opinion's kind");
        return switch (kind) {
            case AGREED -> new Opinion.Agreed();
            case NOT_YET -> new Opinion.NotYet(in.duration("an opinion's time"), reason(in));
            default -> new Opinion.Opposed(reason(in));
        };
    }

    private static Opinion.Reason reason(WireReader in) throws WireException {
        return REASONS.get(in.choice(REASONS.size() - 1, "an opinion's reason"));
    }
}
