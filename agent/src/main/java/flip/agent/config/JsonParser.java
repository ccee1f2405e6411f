package flip.agent.config;

import com.google.common.collect.ImmutableList;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON by the letter of the standard, remembering where everything stands. */
final class JsonParser {
    private static final Pattern POSITION =
            Pattern.compile("JsonReader at line (\\d+) column (\\d+) path ");

    private static final Pattern LONG_EXPONENT = Pattern.compile("[eE][+-]?\\d{3,}");

    /** Deeper than any configuration, and shallow enough for the small stacks of the agent. */
    static final int MOST_LEVELS = 32;

    /** Many times a large configuration, and few enough for the small heap of the agent. */
    static final int MOST_VALUES = 50_000;

    /** Longer than any name. */
    static final int LONGEST_KEY = 1000;

    /** Longer numbers mean nothing here. */
    private static final int LONGEST_NUMBER = 64;

    private final Source source;
    private final Problems problems;
    private final JsonReader reader;

    /** Where the last token ended that was fine. */
    private int reached;

    private String path = "$";
    private int values;

    private JsonParser(Source source, Problems problems) {
        this.source = source;
        this.problems = problems;
        reader = new JsonReader(new StringReader(source.text()));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(MOST_LEVELS);
    }

    /** It is not worth reading on. */
    private static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1;

        TooMuch(String sentence) {
            super(sentence);
        }
    }

    /** The value that the text is; empty, with a problem told, when it is none. */
    static Optional<Json> parse(Source source, Problems problems) {
        return new JsonParser(source, problems).whole();
    }

    private Optional<Json> whole() {
        try {
            mark();
            Json value = value("$");
            path = "$";
            mark();
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new AssertionError("more than one value, accepted strictly, at " + reader);
            }
            return Optional.of(value);
        } catch (TooMuch e) {
            problems.error(
                    source.place(skipped(), path),
                    String.valueOf(e.getMessage()),
                    "No cluster needs that.");
            return Optional.empty();
        } catch (IOException e) {
            SyntaxError.tell(source, problems, reached, path, e);
            return Optional.empty();
        }
    }

    private Json value(String at) throws IOException {
        path = at;
        if (++values > MOST_VALUES) {
            throw new TooMuch("there are " + MOST_VALUES + " values before this");
        }
        Place place = source.place(skipped(), at);
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> members(at, place);
            case BEGIN_ARRAY -> items(at, place);
            case STRING -> new Json.Text(place, reader.nextString());
            case NUMBER -> number(place, reader.nextString());
            case BOOLEAN -> new Json.Flag(place, reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield new Json.Nothing(place);
            }
            case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT ->
                    throw new AssertionError("a strict reader gave no value at " + reader);
        };
    }

    private Json members(String at, Place place) throws IOException {
        ImmutableList.Builder<Json.Member> members = ImmutableList.builder();
        TreeMap<String, Place> seen = new TreeMap<>();
        reader.beginObject();
        mark();
        while (reader.hasNext()) {
            Place start = source.place(skipped(), at);
            String key = reader.nextName();
            if (key.length() > LONGEST_KEY) {
                throw new TooMuch("a key has at most " + LONGEST_KEY + " characters");
            }
            Place keyPlace = new Place(start.line(), start.column(), Place.member(at, key));
            mark();
            Json value = value(keyPlace.path());
            Place first = seen.putIfAbsent(key, keyPlace);
            if (first == null) {
                members.add(new Json.Member(key, keyPlace, value));
            } else {
                problems.error(
                        keyPlace,
                        "\"" + key + "\" is here a second time",
                        "It was given in line " + first.line() + " already: keep one of them.");
            }
            path = at;
            mark();
        }
        reader.endObject();
        return new Json.Members(place, members.build());
    }

    private Json items(String at, Place place) throws IOException {
        ImmutableList.Builder<Json> items = ImmutableList.builder();
        reader.beginArray();
        mark();
        for (int index = 0; reader.hasNext(); index++) {
            items.add(value(Place.item(at, index)));
            path = at;
            mark();
        }
        reader.endArray();
        return new Json.Items(place, items.build());
    }

    private Json number(Place place, String spelling) {
        if (spelling.length() <= LONGEST_NUMBER && !LONG_EXPONENT.matcher(spelling).find()) {
            BigDecimal value = new BigDecimal(spelling);
            BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
            return new Json.Amount(place, plain.toPlainString());
        }
        problems.error(place, "this number is too long", "No key wants such a number.");
        return new Json.Amount(place, "0");
    }

    /** While the next token has not been looked at, the reader stands where the last one ended. */
    private void mark() {
        Matcher position = POSITION.matcher(reader.toString());
        if (!position.lookingAt()) {
            throw new AssertionError("no position in " + reader);
        }
        reached =
                source.offset(
                        Integer.parseInt(position.group(1)), Integer.parseInt(position.group(2)));
    }

    /** Where the next token begins. */
    private int skipped() {
        String text = source.text();
        int at = reached;
        while (at < text.length() && " \t\r\n,:".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
