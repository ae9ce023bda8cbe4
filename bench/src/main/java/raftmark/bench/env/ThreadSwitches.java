package raftmark.bench.env;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Voluntary context switches of some of a process' threads, by their names, as Linux tells them. */
public final class ThreadSwitches {
    private static final String LABEL = "voluntary_ctxt_switches:";

    private ThreadSwitches() {}

    /**
     * The sum over live threads; empty where there is no such /proc.
     *
     * @param process the process' directory, as in {@code /proc/self}
     * @param namePrefix what the threads' names begin with, 15 characters at most
     */
    public static OptionalLong voluntary(Path process, String namePrefix) {
        long sum = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                try {
                    if (Files.readString(task.resolve("comm")).startsWith(namePrefix)) {
                        sum += switches(Files.readString(task.resolve("status")));
                    }
                } catch (IOException ended) {
                    // The thread has ended meanwhile: its directory is gone, or reading fails in the middle.
                    continue;
                }
            }
        } catch (IOException | UncheckedIOException | DirectoryIteratorException noProc) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(sum);
    }

    private static long switches(String status) {
        return status.lines()
                .filter(line -> line.startsWith(LABEL))
                .mapToLong(line -> Long.parseLong(line.substring(LABEL.length()).strip()))
                .sum();
    }
}
