package raftmark.bench.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Finds a specification: a file, or the name of one that comes with Raftmark. */
public final class SpecFiles {
    /**
     * The text of a specification.
     *
     * @param name for messages
     * @param text YAML
     */
    public record SpecText(String name, String text) {}

    private SpecFiles() {}

    /**
     * Finds a specification by its path, or by its name in {@code bench/experiments} under {@code home}, or among those
     * packed into the program.
     *
     * @throws SpecException if there is none, listing those that come with Raftmark, or if it cannot be read
     */
    public static SpecText find(String pathOrName, Path home) throws SpecException {
        Path asPath = Path.of(pathOrName);
        Path directory = home.resolve("bench/experiments");
        try {
            for (Path candidate : List.of(asPath, directory.resolve(pathOrName + ".yaml"))) {
                if (Files.isRegularFile(candidate)) {
                    return new SpecText(candidate.getFileName().toString(), Files.readString(candidate));
                }
            }
            try (InputStream packed = SpecFiles.class.getResourceAsStream("/experiments/" + pathOrName + ".yaml")) {
                if (packed != null) {
                    return new SpecText(
                            pathOrName + ".yaml", new String(packed.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException unreadable) {
            throw new SpecException("the experiment '" + pathOrName + "' cannot be read: " + unreadable, unreadable);
        }
        List<String> names = names(directory);
        throw new SpecException("there is no experiment '" + pathOrName + "'. Give a YAML file, or "
                + (names.isEmpty()
                        ? "the name of one that comes with Raftmark, such as quick"
                        : "one of: " + String.join(", ", names)));
    }

    private static List<String> names(Path directory) {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".yaml"))
                        .map(file -> file.substring(0, file.length() - ".yaml".length()))
                        .sorted()
                        .forEach(names::add);
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
        return names;
    }
}
