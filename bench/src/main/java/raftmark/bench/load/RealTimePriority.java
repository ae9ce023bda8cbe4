package raftmark.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Puts a thread ahead of every ordinary thread of the machine: {@code SCHED_FIFO}, the lowest of its priorities. A thread that
 * sleeps until a moment then runs when that moment comes, and not when a server has used up its slice of the core.
 *
 * <p>The JVM has no call for it, and its own priorities mean nothing on Linux; util-linux' {@code chrt} does it, for root or
 * with {@code CAP_SYS_NICE}.
 */
final class RealTimePriority {
    private static final Path THIS_THREAD = Path.of("/proc/thread-self");
    private static final long CHRT_SECONDS_MAX = 5;

    private RealTimePriority() {}

    /**
     * Raises the calling thread, until it ends; takes some milliseconds.
     *
     * @return whether the system did it; false where there is no {@code /proc} of Linux, no {@code chrt} or no right
     * @throws InterruptedException if the caller is interrupted meanwhile; whether it was raised is not known then
     */
    static boolean giveToThisThread() throws InterruptedException {
        try {
            String threadId = Files.readSymbolicLink(THIS_THREAD).getFileName().toString();
            Process chrt = new ProcessBuilder("chrt", "--fifo", "--pid", "1", threadId)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return chrt.waitFor(CHRT_SECONDS_MAX, TimeUnit.SECONDS) && chrt.exitValue() == 0;
            } finally {
                chrt.destroyForcibly();
            }
        } catch (IOException | UnsupportedOperationException notHere) {
            return false;
        }
    }
}
