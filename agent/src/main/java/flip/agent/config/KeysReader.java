package flip.agent.config;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.TreeSet;

/** Reads {@code key}, {@code key_file} or {@code keys}. */
final class KeysReader {
    private static final int SHORT = 16;
    private static final int LARGEST_FILE_BYTES = 4096;
    private static final String REMEDY = "`flip keygen` makes a good one.";

    private final Fields file;
    private final Problems problems;
    private final Path folder;

    /**
     * A reader.
     *
     * @param folder which the file is in
     */
    KeysReader(Fields file, Problems problems, Path folder) {
        this.file = file;
        this.problems = problems;
        this.folder = folder;
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
        return switch (found.get(0)) {
            case "key" -> file.text("key", REMEDY).map(key -> checked(key, file.place("key")));
            case "keys" -> several();
            default -> fromFile();
        };
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
        Optional<Path> path = Paths.of(folder, name.get());
        if (path.isEmpty()) {
            problems.error(place, "key_file is no path", "");
            return Optional.empty();
        }
        try {
            return content(path.get(), place).map(key -> checked(key, place));
        } catch (NoSuchFileException e) {
            refuse(place, path.get(), "does not exist", REMEDY);
        } catch (CharacterCodingException e) {
            refuse(place, path.get(), "is not UTF-8 text", REMEDY);
        } catch (IOException e) {
            refuse(place, path.get(), "cannot be read: " + e.getMessage(), "");
        }
        return Optional.empty();
    }

    private Optional<String> content(Path path, Place place) throws IOException {
        if (!Files.isRegularFile(path)) {
            if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new NoSuchFileException(path.toString());
            }
            refuse(place, path, "is no file", "");
            return Optional.empty();
        }
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null
                && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            refuse(place, path, "can be read by everybody", "chmod 600 " + path);
            return Optional.empty();
        }
        if (Files.size(path) > LARGEST_FILE_BYTES) {
            refuse(place, path, "has more than " + LARGEST_FILE_BYTES + " bytes", REMEDY);
            return Optional.empty();
        }
        String key = CharMatcher.anyOf("\r\n").trimTrailingFrom(Files.readString(path));
        if (key.isEmpty()) {
            refuse(place, path, "is empty", REMEDY);
            return Optional.empty();
        }
        return Optional.of(key);
    }

    private void refuse(Place place, Path path, String what, String remedy) {
        problems.error(place, "the key file " + path + " " + what, remedy);
    }
}
