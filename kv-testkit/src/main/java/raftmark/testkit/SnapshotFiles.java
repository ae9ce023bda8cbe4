package raftmark.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the state machine's snapshots among whatever files a library keeps: they begin with a magic word. */
final class SnapshotFiles {
    private static final byte[] MAGIC = "RMKV".getBytes(StandardCharsets.US_ASCII);

    private SnapshotFiles() {}

    static Set<Path> in(Path directory) throws IOException {
        Set<Path> found = new HashSet<>();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && isSnapshot(file)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return unlessRemoved(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) throws IOException {
                return e == null ? FileVisitResult.CONTINUE : unlessRemoved(e);
            }
        });
        return found;
    }

    /** A node that runs removes files while we look. */
    private static FileVisitResult unlessRemoved(IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
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
