package raftmark.bench.load;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts threads of this JVM ahead of every ordinary thread of the machine: {@code SCHED_FIFO}, the lowest of its priorities. A
 * thread that sleeps until a moment then runs when that moment comes, and not when a server has used up its slice of the core.
 *
 * <p>The JVM has no call for it, and its own priorities mean nothing on Linux; util-linux' {@code chrt} does it, for root or
 * with {@code CAP_SYS_NICE}.
 */
final class RealTimePriority {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final long CHRT_SECONDS_MAX = 5;

    private RealTimePriority() {}

    /**
     * Raises all live threads of a name; takes some milliseconds. If the caller is interrupted meanwhile it gives up.
     *
     * @param threadName of 15 characters at most, which is all that Linux keeps
     * @return whether the system did it; false where there is no such thread, no {@code chrt}, no {@code /proc} or no right
     */
    static boolean give(String threadName) {
        try {
            List<String> ids = ids(threadName);
            boolean raised = !ids.isEmpty();
            for (String id : ids) {
                raised &= chrt(id);
            }
            return raised;
        } catch (IOException | DirectoryIteratorException notHere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> ids(String threadName) throws IOException {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                try {
                    if (Files.readString(task.resolve("comm")).strip().equals(threadName)) {
                        ids.add(task.getFileName().toString());
                    }
                } catch (IOException ended) {
                    // A thread that has ended meanwhile.
                    continue;
                }
            }
        }
        return ids;
    }

    private static boolean chrt(String threadId) throws IOException, InterruptedException {
        Process chrt = new ProcessBuilder("chrt", "--fifo", "--pid", "1", threadId)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return chrt.waitFor(CHRT_SECONDS_MAX, TimeUnit.SECONDS) && chrt.exitValue() == 0;
        } finally {
            chrt.destroyForcibly();
        }
    }
}
