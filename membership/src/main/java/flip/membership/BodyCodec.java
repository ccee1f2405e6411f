package flip.membership;

import java.time.Duration;

/** How what a message says beyond its header is spelled in bytes. */
final class BodyCodec {
    private static final int PING = 0;
    private static final int ACK = 1;
    private static final int RELAY = 2;
    private static final int PREPARE = 3;
    private static final int PROMISED = 4;
    private static final int ACCEPT = 5;
    private static final int ACCEPTED = 6;
    private static final int REFUSED = 7;
    private static final int DECIDED = 8;
    private static final int VIEW_WANTED = 9;
    private static final int CONFIGURATION_WANTED = 10;
    private static final int CONFIGURATION_OFFERED = 11;
    private static final int EXCLUDING = 12;
    private static final int RECOVERY_ASKED = 13;
    private static final int RECOVERY_ANSWERED = 14;
    private static final int WILL = 15;

    /** UTF-8 has at most three bytes for one character of Java. */
    static final int LONGEST_CONFIGURATION = 3 * Configuration.LONGEST;

    private BodyCodec() {}

    /** Kind, header, body: in this order, so that a reader knows early what it has. */
    static void writeMessage(WireWriter out, Message message) {
        out.octet(kind(message.body()));
        HeaderCodec.write(out, message.header());
        writeBody(out, message.body());
    }

    static Message readMessage(WireReader in) throws WireException {
        int kind = in.choice(WILL, "a message's kind");
        Header header = HeaderCodec.read(in);
        return new Message(header, readBody(in, kind));
    }

    /** Within a relay: no deeper than this. */
    private static Message readInner(WireReader in) throws WireException {
        int kind = in.choice(ACK, "the kind of a relayed message, a ping or an ack,");
        Header header = HeaderCodec.read(in);
        return new Message(header, kind == PING ? new Message.Ping() : readAck(in));
    }

    private static int kind(Message.Body body) {
        // The frequent ones first: a pattern switch is not in this version of Java.
        if (body instanceof Message.Ping) {
            return PING;
        } else if (body instanceof Message.Ack) {
            return ACK;
        } else if (body instanceof Message.Relay) {
            return RELAY;
        } else if (body instanceof Message.Prepare) {
            return PREPARE;
        } else if (body instanceof Message.Promised) {
            return PROMISED;
        } else if (body instanceof Message.Accept) {
            return ACCEPT;
        } else if (body instanceof Message.Accepted) {
            return ACCEPTED;
        } else if (body instanceof Message.Refused) {
            return REFUSED;
        } else if (body instanceof Message.Decided) {
            return DECIDED;
        } else if (body instanceof Message.ViewWanted) {
            return VIEW_WANTED;
        } else if (body instanceof Message.ConfigurationWanted) {
            return CONFIGURATION_WANTED;
        } else if (body instanceof Message.ConfigurationOffered) {
            return CONFIGURATION_OFFERED;
        } else if (body instanceof Message.Excluding) {
            return EXCLUDING;
        } else if (body instanceof Message.RecoveryAsked) {
            return RECOVERY_ASKED;
        } else if (body instanceof Message.RecoveryAnswered) {
            return RECOVERY_ANSWERED;
        } else if (body instanceof Message.Will) {
            return WILL;
        }
        throw new AssertionError("a body that has no spelling: " + body);
    }

    private static void writeBody(WireWriter out, Message.Body body) {
        if (body instanceof Message.Ack ack) {
            out.fixed(ack.answers());
            writeGrant(out, ack.grant());
        } else if (body instanceof Message.Relay relay) {
            out.sharedId(relay.target().value());
            writeMessage(out, relay.inner());
        } else if (body instanceof Message.Prepare prepare) {
            writeRound(out, prepare.round());
            ChangeCodec.writeAll(out, prepare.changes());
        } else if (body instanceof Message.Promised promised) {
            writeRound(out, promised.round());
            writeBallot(out, promised.acceptedBallot());
            ViewCodec.write(out, promised.accepted());
            ViewCodec.writeBeside(out, promised.accepted(), promised.known());
            ChangeCodec.writeOpinions(out, promised.opinions());
        } else if (body instanceof Message.Accept accept) {
            writeRound(out, accept.round());
            ViewCodec.write(out, accept.view());
        } else if (body instanceof Message.Accepted accepted) {
            writeRound(out, accepted.round());
        } else if (body instanceof Message.Refused refused) {
            writeRound(out, refused.round());
            writeBallot(out, refused.promised());
        } else if (body instanceof Message.Decided decided) {
            ViewCodec.write(out, decided.view());
        } else if (body instanceof Message.ConfigurationWanted wanted) {
            out.number(wanted.version());
            out.fixed(wanted.digest());
        } else if (body instanceof Message.ConfigurationOffered offered) {
            out.number(offered.version());
            out.fixed(offered.digest());
            out.text(offered.text(), LONGEST_CONFIGURATION);
        } else if (body instanceof Message.Excluding excluding) {
            out.number(excluding.incarnation());
            ViewCodec.writeExclusions(out, excluding.lots());
        } else if (body instanceof Message.RecoveryAsked asked) {
            RecoveryCodec.write(out, asked.recovery());
            out.number(asked.version());
            out.fixed(asked.digest());
            out.flag(asked.binding());
        } else if (body instanceof Message.RecoveryAnswered answered) {
            out.fixed(answered.word());
            out.flag(answered.binding());
            out.text(answered.refusal(), Message.RecoveryAnswered.LONGEST_REFUSAL);
        }
    }

    private static Message.Body readBody(WireReader in, int kind) throws WireException {
        return switch (kind) {
            case PING -> new Message.Ping();
            case ACK -> readAck(in);
            case RELAY -> new Message.Relay(in.sharedId("a relay's target"), readInner(in));
            case PREPARE -> new Message.Prepare(readRound(in), ChangeCodec.readAll(in));
            case PROMISED -> readPromised(in);
            case ACCEPT -> new Message.Accept(readRound(in), ViewCodec.read(in));
            case ACCEPTED -> new Message.Accepted(readRound(in));
            case REFUSED -> new Message.Refused(readRound(in), readBallot(in));
            case DECIDED -> new Message.Decided(ViewCodec.read(in));
            case VIEW_WANTED -> new Message.ViewWanted();
            case WILL -> new Message.Will();
            case CONFIGURATION_WANTED ->
                    new Message.ConfigurationWanted(
                            in.number("the version wanted"), in.fixed("the digest wanted"));
            case CONFIGURATION_OFFERED ->
                    new Message.ConfigurationOffered(
                            in.number("the version offered"),
                            in.fixed("the digest offered"),
                            readConfigurationText(in));
            case EXCLUDING ->
                    new Message.Excluding(
                            in.number("the incarnation that asks"), ViewCodec.readExclusions(in));
            case RECOVERY_ASKED ->
                    new Message.RecoveryAsked(
                            RecoveryCodec.read(in),
                            in.number("the version to be formed with"),
                            in.fixed("the digest to be formed with"),
                            in.flag("whether it is to be followed"));
            case RECOVERY_ANSWERED ->
                    new Message.RecoveryAnswered(
                            in.fixed("the word that is answered"),
                            in.flag("whether it was to be followed"),
                            in.text("a refusal", Message.RecoveryAnswered.LONGEST_REFUSAL));
            default -> throw new AssertionError("kind " + kind + " passed its check");
        };
    }

    private static Message.Promised readPromised(WireReader in) throws WireException {
        Round round = readRound(in);
        Ballot acceptedBallot = readBallot(in);
        View accepted = ViewCodec.read(in);
        return new Message.Promised(
                round,
                acceptedBallot,
                accepted,
                ViewCodec.readBeside(in, accepted),
                ChangeCodec.readOpinions(in));
    }

    private static Message.Ack readAck(WireReader in) throws WireException {
        return new Message.Ack(in.fixed("the stamp that an ack answers"), readGrant(in));
    }

    private static void writeGrant(WireWriter out, Grant grant) {
        out.number(grant.generation());
        out.number(grant.incarnation());
        out.duration(grant.length());
    }

    private static Grant readGrant(WireReader in) throws WireException {
        long generation = in.number("a grant's generation");
        long incarnation = in.number("a grant's incarnation");
        Duration length = in.duration("a grant's length");
        return new Grant(generation, incarnation, length);
    }

    private static void writeRound(WireWriter out, Round round) {
        out.fixed(round.lineage());
        out.number(round.generation());
        writeBallot(out, round.ballot());
    }

    private static Round readRound(WireReader in) throws WireException {
        return new Round(
                in.fixed("a round's lineage"), in.number("a round's generation"), readBallot(in));
    }

    static void writeBallot(WireWriter out, Ballot ballot) {
        out.number(ballot.counter());
        out.sharedId(ballot.proposer());
    }

    static Ballot readBallot(WireReader in) throws WireException {
        return new Ballot(
                in.number("a ballot's counter"), in.sharedIdOrEmpty("a ballot's proposer"));
    }

    static String readConfigurationText(WireReader in) throws WireException {
        String text = in.text("a configuration", LONGEST_CONFIGURATION);
        if (text.length() > Configuration.LONGEST) {
            throw in.refusal(
                    "a configuration has at most "
                            + Configuration.LONGEST
                            + " characters, not "
                            + text.length());
        }
        return text;
    }
}
