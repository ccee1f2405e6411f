package flip.agent.config;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/** The members of one object, asked for by key and type; what does not fit is a problem. */
final class Fields {
    /** As long as any limit here, with a sign. */
    private static final int LONGEST_WHOLE = 20;

    private final Json.Members object;
    private final Problems problems;

    private Fields(Json.Members object, Problems problems) {
        this.object = object;
        this.problems = problems;
    }

    /** Of that value; empty, with a problem told, when it is no object. Tells unknown keys too. */
    static Optional<Fields> of(Json value, Keys keys, Problems problems, UnknownKeys unknown) {
        if (!(value instanceof Json.Members object)) {
            problems.error(
                    value.place(),
                    keys.of() + " must be an object, not " + value.kind(),
                    "Write { ... }.");
            return Optional.empty();
        }
        unknown.tell(object, keys, problems);
        return Optional.of(new Fields(object, problems));
    }

    Place place() {
        return object.place();
    }

    Optional<Json> find(String key) {
        return object.find(key);
    }

    /** Where that key's value is, or the object when it has none. */
    Place place(String key) {
        return find(key).map(Json::place).orElse(place());
    }

    /** Tells that a key is missing, unless it is there, of whatever type. */
    void require(String key, String remedy) {
        if (find(key).isEmpty()) {
            problems.error(place(), "\"" + key + "\" is missing", remedy);
        }
    }

    /** A string of at least one character. */
    Optional<String> text(String key, String remedy) {
        Optional<Json> value = find(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Json.Text text && !text.value().isEmpty()) {
            return Optional.of(text.value());
        }
        refuse(key, value.get(), "a string of at least one character", remedy);
        return Optional.empty();
    }

    Optional<Boolean> flag(String key) {
        Optional<Json> value = find(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Json.Flag flag) {
            return Optional.of(flag.value());
        }
        refuse(key, value.get(), "true or false", "");
        return Optional.empty();
    }

    Optional<Long> whole(String key, long least, long most) {
        Optional<Json> value = find(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Json.Amount number
                && number.spelling().length() <= LONGEST_WHOLE
                && number.spelling().indexOf('.') < 0) {
            BigInteger found = new BigInteger(number.spelling());
            if (found.compareTo(BigInteger.valueOf(least)) >= 0
                    && found.compareTo(BigInteger.valueOf(most)) <= 0) {
                return Optional.of(found.longValueExact());
            }
        }
        refuse(key, value.get(), "a whole number from " + least + " to " + most, "");
        return Optional.empty();
    }

    Optional<Duration> duration(String key, Duration least) {
        Optional<Json> value = find(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> duration = Durations.of(value.get());
        if (duration.isEmpty()) {
            refuse(
                    key,
                    value.get(),
                    "a duration of whole milliseconds, at most "
                            + Durations.LONGEST.toDays()
                            + " days",
                    Durations.REMEDY);
        } else if (duration.get().compareTo(least) < 0) {
            refuse(key, value.get(), "at least " + Durations.spelled(least), "");
            return Optional.empty();
        }
        return duration;
    }

    Optional<ImmutableList<Json>> items(String key, String remedy) {
        Optional<Json> value = find(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Json.Items items) {
            return Optional.of(items.items());
        }
        refuse(key, value.get(), "a list", remedy);
        return Optional.empty();
    }

    /** The members of an object whose keys are names that the user chose. */
    ImmutableList<Json.Member> named(String key, String remedy) {
        return object(key, remedy).map(Json.Members::members).orElse(ImmutableList.of());
    }

    /** An object that is taken as it is. */
    Optional<Json.Members> object(String key, String remedy) {
        Optional<Json> value = find(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Json.Members members) {
            return Optional.of(members);
        }
        refuse(key, value.get(), "an object", remedy);
        return Optional.empty();
    }

    /** One of some words. */
    <T> Optional<T> choice(String key, ImmutableMap<String, T> words) {
        Optional<Json> value = find(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Json.Text text) {
            T found = words.get(text.value());
            if (found != null) {
                return Optional.of(found);
            }
            refuse(
                    key,
                    value.get(),
                    Words.choice(words.keySet()),
                    Words.didYouMean(text.value(), words.keySet()));
        } else {
            refuse(key, value.get(), Words.choice(words.keySet()), "");
        }
        return Optional.empty();
    }

    private void refuse(String key, Json value, String right, String remedy) {
        problems.error(
                value.place(), key + " must be " + right + ", not " + Words.shown(value), remedy);
    }
}
