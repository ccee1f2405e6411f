package flip.agent.dump;

import com.google.common.collect.ImmutableSortedSet;
import flip.agent.dump.Words.BadLine;
import flip.membership.ServerId;
import flip.membership.Wire;
import flip.membership.WireException;
import flip.systems.Event;
import flip.systems.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;

/** An event in one line. */
final class EventLine {
    private static final HexFormat HEX = HexFormat.of();

    /** So many at a time. */
    private static final int HEX_BYTES = 4096;

    private EventLine() {}

    static void write(Event event, Appendable out) throws IOException {
        if (event instanceof Event.Received received) {
            out.append("received ");
            writeHex(Wire.encode(received.message()), out);
        } else {
            out.append(of(event));
        }
    }

    /** The longest messages have megabytes. */
    private static void writeHex(byte[] bytes, Appendable out) throws IOException {
        for (int at = 0; at < bytes.length; at += HEX_BYTES) {
            out.append(HEX.formatHex(bytes, at, Math.min(at + HEX_BYTES, bytes.length)));
        }
    }

    private static String of(Event event) {
        if (event instanceof Event.Ticked) {
            return "ticked";
        }
        if (event instanceof Event.Persisted persisted) {
            return "persisted " + persisted.number();
        }
        if (event instanceof Event.ScriptEnded script) {
            return "script-ended " + script.run() + " " + outcome(script.outcome());
        }
        if (event instanceof Event.Lost lost) {
            return String.join(
                    " ",
                    "lost",
                    Words.quoted(lost.system()),
                    Words.quoted(lost.datum()),
                    Words.quoted(lost.reason()));
        }
        if (event instanceof Event.Contested contested) {
            return String.join(
                    " ",
                    "contested",
                    Words.quoted(contested.system()),
                    Words.quoted(contested.datum()),
                    Words.quoted(contested.rival()));
        }
        if (event instanceof Event.DriverReady ready) {
            return "driver-ready " + Words.quoted(ready.driver());
        }
        if (event instanceof Event.DriverEnded gone) {
            return "driver-ended " + Words.quoted(gone.driver());
        }
        if (event instanceof Event.WillTakenBack back) {
            return "will-taken-back " + Words.quoted(back.driver());
        }
        if (event instanceof Event.ClockJumped) {
            return "clock-jumped";
        }
        if (event instanceof Event.Offered offered) {
            return "offered " + Words.quoted(offered.text());
        }
        if (event instanceof Event.Recover recover) {
            StringBuilder line = new StringBuilder("recover " + recover.lost().size());
            recover.lost().forEach(id -> line.append(' ').append(Words.quoted(id.value())));
            return line.toString();
        }
        if (event instanceof Event.Leave) {
            return "leave";
        }
        throw new AssertionError("an event without a line: " + event);
    }

    private static String outcome(Outcome outcome) {
        String took = Long.toString(outcome.took().toNanos());
        if (outcome instanceof Outcome.Failed failed) {
            return "failed " + took + " " + Words.quoted(failed.reason());
        }
        if (outcome instanceof Outcome.Unleased unleased) {
            return "unleased " + took + " " + Words.quoted(unleased.reason());
        }
        return (outcome instanceof Outcome.Succeeded ? "succeeded " : "cancelled ") + took;
    }

    static Event read(Words words) throws BadLine {
        Event event = event(words);
        words.end();
        return event;
    }

    private static Event event(Words words) throws BadLine {
        String kind = words.next();
        return switch (kind) {
            case "received" -> received(words.next());
            case "ticked" -> new Event.Ticked();
            case "persisted" -> new Event.Persisted(words.nextNumber());
            case "script-ended" -> new Event.ScriptEnded(words.nextNumber(), outcome(words));
            case "lost" ->
                    new Event.Lost(words.nextQuoted(), words.nextQuoted(), words.nextQuoted());
            case "contested" ->
                    new Event.Contested(words.nextQuoted(), words.nextQuoted(), words.nextQuoted());
            case "driver-ready" -> new Event.DriverReady(words.nextQuoted());
            case "driver-ended" -> new Event.DriverEnded(words.nextQuoted());
            case "will-taken-back" -> new Event.WillTakenBack(words.nextQuoted());
            case "clock-jumped" -> new Event.ClockJumped();
            case "offered" -> new Event.Offered(words.nextQuoted());
            case "recover" -> recover(words);
            case "leave" -> new Event.Leave();
            default -> throw new BadLine("there is no event " + kind);
        };
    }

    private static Event recover(Words words) throws BadLine {
        ImmutableSortedSet.Builder<ServerId> lost = ImmutableSortedSet.naturalOrder();
        for (long left = words.nextNumber(); left > 0; left--) {
            String id = words.nextQuoted();
            try {
                lost.add(new ServerId(id));
            } catch (IllegalArgumentException e) {
                throw new BadLine(id + " is no server's id", e);
            }
        }
        return new Event.Recover(lost.build());
    }

    private static Outcome outcome(Words words) throws BadLine {
        String kind = words.next();
        Duration took = Duration.ofNanos(words.nextNumber());
        return switch (kind) {
            case "succeeded" -> new Outcome.Succeeded(took);
            case "failed" -> new Outcome.Failed(took, words.nextQuoted());
            case "unleased" -> new Outcome.Unleased(took, words.nextQuoted());
            case "cancelled" -> new Outcome.Cancelled(took);
            default -> throw new BadLine("no script run ends as " + kind);
        };
    }

    private static Event received(String hex) throws BadLine {
        try {
            return new Event.Received(Wire.decode(HEX.parseHex(hex)));
        } catch (IllegalArgumentException | WireException e) {
            throw new BadLine("the message cannot be read: " + e.getMessage(), e);
        }
    }
}
