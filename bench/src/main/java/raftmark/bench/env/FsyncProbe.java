package raftmark.bench.env;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * How long it takes to append 128 bytes to a file and force them to storage. Taken before and after each sweep, because a
 * disk's speed changes with the hour on shared machines. In whole microseconds, and at least one: 0, as tmpfs would give, would
 * read as not measured.
 *
 * @param appends how often it was done
 * @param microsP50 median, in microseconds
 * @param microsP99 99th percentile, in microseconds
 */
public record FsyncProbe(int appends, long microsP50, long microsP99) {
    private static final int APPENDS = 200;
    private static final int APPEND_BYTES = 128;
    private static final int NANOS_PER_MICRO = 1000;

    /** Probes the file system of a directory, which must exist; leaves nothing behind. Takes some 0.1 s on an SSD. */
    public static FsyncProbe run(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "fsync-probe-", ".tmp");
        long[] micros = new long[APPENDS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(APPEND_BYTES);
            for (int i = 0; i < APPENDS; i++) {
                bytes.clear();
                long start = System.nanoTime();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(false);
                micros[i] = Math.max(1, (System.nanoTime() - start) / NANOS_PER_MICRO);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        Arrays.sort(micros);
        return new FsyncProbe(APPENDS, micros[APPENDS / 2], micros[APPENDS * 99 / 100]);
    }
}
