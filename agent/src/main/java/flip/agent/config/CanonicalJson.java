package flip.agent.config;

import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * JSON in one spelling: no blanks, keys sorted, numbers without exponents, and nothing but ASCII,
 * so that as many characters are as many bytes.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    static String of(Json value) {
        StringBuilder text = new StringBuilder();
        write(text, value);
        return text.toString();
    }

    /**
     * One object above another: members of the upper one win, objects in both are merged, anything
     * else is replaced.
     */
    static Json.Members merged(Json.Members under, Json.Members over) {
        ImmutableList.Builder<Json.Member> members = ImmutableList.builder();
        for (Json.Member below : under.members()) {
            Optional<Json> above = over.find(below.key());
            if (above.isEmpty()) {
                members.add(below);
            } else if (below.value() instanceof Json.Members lower
                    && above.get() instanceof Json.Members upper) {
                members.add(new Json.Member(below.key(), below.place(), merged(lower, upper)));
            } else {
                members.add(new Json.Member(below.key(), below.place(), above.get()));
            }
        }
        for (Json.Member above : over.members()) {
            if (under.find(above.key()).isEmpty()) {
                members.add(above);
            }
        }
        return new Json.Members(under.place(), members.build());
    }

    private static void write(StringBuilder text, Json value) {
        if (value instanceof Json.Members object) {
            String separator = "{";
            for (Json.Member member :
                    ImmutableList.sortedCopyOf(comparing(Json.Member::key), object.members())) {
                text.append(separator);
                writeText(text, member.key());
                text.append(':');
                write(text, member.value());
                separator = ",";
            }
            text.append(object.members().isEmpty() ? "{}" : "}");
        } else if (value instanceof Json.Items list) {
            String separator = "[";
            for (Json item : list.items()) {
                text.append(separator);
                write(text, item);
                separator = ",";
            }
            text.append(list.items().isEmpty() ? "[]" : "]");
        } else if (value instanceof Json.Text string) {
            writeText(text, string.value());
        } else if (value instanceof Json.Amount number) {
            text.append(number.spelling());
        } else if (value instanceof Json.Flag flag) {
            text.append(flag.value());
        } else {
            text.append("null");
        }
    }

    private static void writeText(StringBuilder text, String value) {
        text.append('"');
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
