package raftmark.bench.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Data directories under the build folder: the same disk as the project, never silently a tmpfs. */
final class Scratch {
    private Scratch() {}

    static Path create(String prefix) throws IOException {
        return Files.createTempDirectory(parent(), prefix + "-");
    }

    /** Where they all lie, created if missing. */
    static Path parent() throws IOException {
        Path parent = Path.of(System.getProperty("raftmark.home", "."), "bench", "target", "jmh-data");
        return Files.createDirectories(parent);
    }

    static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
