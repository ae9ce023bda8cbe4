package raftmark.bench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where servers keep their data when the user does not say: below the build directory, or the user's cache. */
final class DataDirectories {
    private DataDirectories() {}

    /**
     * Creates a fresh directory for one cluster: in {@code <raftmark.home>/bench/target/clusters} for a checkout, in {@code
     * $XDG_CACHE_HOME/raftmark} (by default {@code ~/.cache/raftmark}) elsewhere; never in the temporary directory, which
     * is memory on many machines.
     */
    static Path fresh() throws IOException {
        Path parent = parent();
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent, "cluster-");
    }

    private static Path parent() {
        String home = System.getProperty("raftmark.home");
        if (home != null && Files.isWritable(Path.of(home, "bench"))) {
            return Path.of(home, "bench", "target", "clusters").toAbsolutePath();
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path caches =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return caches.resolve("raftmark").toAbsolutePath();
    }

    /** The type of the file system that the directory lies on, as in {@code ext2/ext3}, {@code overlay} or {@code tmpfs}. */
    static String fileSystemType(Path directory) throws IOException {
        return Files.getFileStore(directory).type();
    }

    /** Deletes the directory and everything in it. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
