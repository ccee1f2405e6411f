package flip.agent.config;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads {@code key}, {@code key_file} or {@code keys}. */
final class KeysReader {
    private static final int SHORT = 16;
    private static final int LARGEST_FILE_BYTES = 4096;
    private static final String REMEDY = "`flip keygen` makes a good one.";

    private final Fields file;
    private final Problems problems;
    private final Path path;

    /**
     * A reader.
     *
     * @param path where the file is, or would be
     */
    KeysReader(Fields file, Problems problems, Path path) {
        this.file = file;
        this.problems = problems;
        this.path = path;
    }

    Optional<SharedKeys> read() {
        ImmutableList.Builder<String> given = ImmutableList.builder();
        for (String key : new String[] {"key", "key_file", "keys"}) {
            if (file.find(key).isPresent()) {
                given.add(key);
            }
        }
        ImmutableList<String> found = given.build();
        if (found.isEmpty()) {
            file.require("key", "All servers share one; " + REMEDY);
            return Optional.empty();
        }
        if (found.size() > 1) {
            problems.error(
                    file.place(found.get(1)),
                    "there are " + Words.list(found) + " side by side",
                    "Keep one of them; a list of \"keys\" is for changing the key.");
            return Optional.empty();
        }
        if (!found.get(0).equals("key_file")) {
            warnIfOpen(found.get(0));
        }
        return switch (found.get(0)) {
            case "key" -> file.text("key", REMEDY).map(key -> checked(key, file.place("key")));
            case "keys" -> several();
            default -> fromFile();
        };
    }

    /** Many keep their file in a repository, where everybody has the key anyway: no error. */
    private void warnIfOpen(String key) {
        try {
            Access.ofEverybody(path)
                    .ifPresent(
                            open ->
                                    problems.warning(
                                            file.place(key),
                                            "this file has the key in it, and can be "
                                                    + open
                                                    + " by everybody on this host",
                                            "chmod 600 " + path));
        } catch (IOException e) {
            problems.warning(
                    file.place(key),
                    "who may read this file is not known: " + e.getMessage(),
                    "It has the key in it.");
        }
    }

    private Optional<SharedKeys> several() {
        Optional<ImmutableList<Json>> items = file.items("keys", "The first one encrypts.");
        if (items.isEmpty()) {
            return Optional.empty();
        }
        if (items.get().isEmpty() || items.get().size() > SharedKeys.MOST) {
            problems.error(
                    file.place("keys"),
                    "keys must be 1 to " + SharedKeys.MOST + ", not " + items.get().size(),
                    "The first one encrypts, all decrypt.");
            return Optional.empty();
        }
        ImmutableList.Builder<String> keys = ImmutableList.builder();
        TreeSet<String> seen = new TreeSet<>();
        for (Json item : items.get()) {
            if (!(item instanceof Json.Text text) || text.value().isEmpty()) {
                problems.error(
                        item.place(), "a key must be a string of at least one character", REMEDY);
            } else if (!seen.add(text.value())) {
                problems.error(item.place(), "this key is here a second time", "Remove it.");
            } else {
                keys.addAll(checked(text.value(), item.place()).values());
            }
        }
        ImmutableList<String> all = keys.build();
        return all.isEmpty() ? Optional.empty() : Optional.of(new SharedKeys(all));
    }

    private SharedKeys checked(String key, Place place) {
        if (key.codePointCount(0, key.length()) < SHORT) {
            problems.warning(
                    place,
                    "this key has fewer than " + SHORT + " characters: it can be guessed",
                    REMEDY);
        }
        return new SharedKeys(ImmutableList.of(key));
    }

    private Optional<SharedKeys> fromFile() {
        Optional<String> name = file.text("key_file", "The path of a file with the key.");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Place place = file.place("key_file");
        Optional<Path> keyFile = Paths.of(Paths.folder(path), name.get());
        if (keyFile.isEmpty()) {
            problems.error(place, "key_file is no path", "");
            return Optional.empty();
        }
        try {
            return content(keyFile.get(), place).map(key -> checked(key, place));
        } catch (NoSuchFileException e) {
            refuse(place, keyFile.get(), "does not exist", REMEDY);
        } catch (CharacterCodingException e) {
            refuse(place, keyFile.get(), "is not UTF-8 text", REMEDY);
        } catch (IOException e) {
            refuse(place, keyFile.get(), "cannot be read: " + e.getMessage(), "");
        }
        return Optional.empty();
    }

    private Optional<String> content(Path keyFile, Place place) throws IOException {
        if (!Files.isRegularFile(keyFile)) {
            if (Files.notExists(keyFile, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(keyFile.toString());
            }
            refuse(place, keyFile, "is no file", "");
            return Optional.empty();
        }
        Optional<String> open = Access.ofEverybody(keyFile);
        if (open.isPresent()) {
            refuse(
                    place,
                    keyFile,
                    "can be " + open.get() + " by everybody",
                    "chmod 600 " + keyFile);
            return Optional.empty();
        }
        if (Files.size(keyFile) > LARGEST_FILE_BYTES) {
            refuse(place, keyFile, "has more than " + LARGEST_FILE_BYTES + " bytes", REMEDY);
            return Optional.empty();
        }
        List<String> lines = Files.readString(keyFile).lines().toList();
        if (lines.isEmpty() || lines.get(0).isEmpty()) {
            refuse(
                    place,
                    keyFile,
                    lines.isEmpty() ? "is empty" : "begins with an empty line",
                    REMEDY);
            return Optional.empty();
        }
        if (!lines.stream().skip(1).allMatch(String::isBlank)) {
            refuse(place, keyFile, "has more than one line", "Keep the secret alone in it.");
            return Optional.empty();
        }
        return Optional.of(lines.get(0));
    }

    private void refuse(Place place, Path keyFile, String what, String remedy) {
        problems.error(place, "the key file " + keyFile + " " + what, remedy);
    }
}
