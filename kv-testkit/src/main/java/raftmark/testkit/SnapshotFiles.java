package raftmark.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the state machine's snapshots among whatever files a library keeps: they begin with a magic word. */
final class SnapshotFiles {
    private static final byte[] MAGIC = "RMKV".getBytes(StandardCharsets.US_ASCII);

    private SnapshotFiles() {}

    static Set<Path> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(SnapshotFiles::isSnapshot)
                    .collect(Collectors.toSet());
        }
    }

    private static boolean isSnapshot(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        } catch (NoSuchFileException e) {
            // Removed while we looked.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
