package flip.agent.config;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/** A JSON value that knows where it stands. */
sealed interface Json {
    Place place();

    /** What it is, for a sentence. */
    String kind();

    /** An object; no key is there twice. */
    record Members(Place place, ImmutableList<Member> members) implements Json {
        @Override
        public String kind() {
            return "an object";
        }

        Optional<Json> find(String key) {
            return members.stream()
                    .filter(member -> member.key().equals(key))
                    .map(Member::value)
                    .findFirst();
        }
    }

    /**
     * A key of an object with its value.
     *
     * @param place of the key
     */
    record Member(String key, Place place, Json value) {}

    /** A list. */
    record Items(Place place, ImmutableList<Json> items) implements Json {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A string. */
    record Text(Place place, String value) implements Json {
        @Override
        public String kind() {
            return "a string";
        }
    }

    /**
     * A number.
     *
     * @param spelling without an exponent, a leading or a trailing zero
     */
    record Amount(Place place, String spelling) implements Json {
        @Override
        public String kind() {
            return spelling;
        }
    }

    /** True or false. */
    record Flag(Place place, boolean value) implements Json {
        @Override
        public String kind() {
            return String.valueOf(value);
        }
    }

    /** Null. */
    record Nothing(Place place) implements Json {
        @Override
        public String kind() {
            return "null";
        }
    }
}
