package flip.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema, for editors, and the reader, for the agent, come to the same verdict. */
class SchemaTest {
    /** What is wrong with these is how two places go together, or what a folder has. */
    private static final ImmutableSortedSet<String> BEYOND_A_SCHEMA =
            ImmutableSortedSet.of(
                    "groups.json",
                    "guard-too-short.json",
                    "key-twice.json",
                    "no-key-file.json",
                    "no-voter.json",
                    "other-id.json",
                    "usual-timeout-too-short.json");

    private static final URI SCHEMA = URI.create("flip-configuration.schema.json");

    private final Validator validator = validator();

    static List<Path> good() {
        return Fixtures.good();
    }

    @ParameterizedTest
    @MethodSource("good")
    void aGoodFilePasses(Path file) {
        assertPasses(Fixtures.text(file));
    }

    @Test
    void theDocumentedFilePasses() {
        assertPasses(Fixtures.documented());
    }

    @Test
    void aBadFileFailsWhereASchemaCanKnow() {
        TreeSet<String> passed = new TreeSet<>();
        for (Path file : Fixtures.bad()) {
            if (passes(Fixtures.text(file))) {
                passed.add(file.getFileName().toString());
            }
        }

        assertThat(passed).isEqualTo(BEYOND_A_SCHEMA);
    }

    @Test
    void theSchemaHasExactlyTheKeysThatTheReaderHas() {
        JsonElement schema =
                JsonParser.parseString(
                        Fixtures.text(Fixtures.resource("flip-configuration.schema.json")));

        assertThat(keys(schema, "properties")).isEqualTo(Keys.FILE.known());
        assertThat(keys(schema, "$defs", "server", "properties")).isEqualTo(Keys.SERVER.known());
        assertThat(keys(schema, "properties", "cluster", "properties"))
                .isEqualTo(Keys.CLUSTER.known());
        assertThat(keys(schema, "$defs", "system", "properties"))
                .containsAll(Keys.SYSTEM.known())
                .allMatch(
                        key ->
                                Keys.SYSTEM.known().contains(key)
                                        || Keys.SYSTEM.later().containsKey(key));
        assertThat(keys(schema, "properties", "admin", "properties")).isEqualTo(Keys.ADMIN.known());
    }

    private void assertPasses(String text) {
        Validator.Result result = validator.validate(SCHEMA, JsonParser.parseString(text));
        assertThat(result.isValid()).as(result.getErrors().toString()).isTrue();
    }

    private boolean passes(String text) {
        try {
            JsonElement parsed = JsonParser.parseString(text);
            return validator.validate(SCHEMA, parsed).isValid();
        } catch (JsonParseException e) {
            return false;
        }
    }

    private static ImmutableSortedSet<String> keys(JsonElement schema, String... path) {
        JsonElement at = schema;
        for (String key : path) {
            at = at.getAsJsonObject().get(key);
        }
        return ImmutableSortedSet.copyOf(at.getAsJsonObject().keySet());
    }

    private static Validator validator() {
        Validator validator =
                new ValidatorFactory()
                        .withJsonNodeFactory(new GsonNode.Factory())
                        .createValidator();
        validator.registerSchema(
                SCHEMA,
                JsonParser.parseString(
                        Fixtures.text(Fixtures.resource("flip-configuration.schema.json"))));
        return validator;
    }
}
