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
    private static final int POLICY_FIELD_AFTER_NAME = 38;
    private static final String SCHED_FIFO = "1";
    private static final long CHRT_SECONDS_MAX = 5;

    private RealTimePriority() {}

    /**
     * Raises the calling thread, until it ends, and none that it starts; takes some milliseconds.
     *
     * @return whether it is raised; false where there is no {@code /proc} of Linux, no {@code chrt} or no right
     * @throws InterruptedException if the caller is interrupted meanwhile; whether it was raised is not known then
     */
    static boolean giveToThisThread() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            String threadId = Files.readSymbolicLink(THIS_THREAD).getFileName().toString();
            // Short options, which BusyBox has too.
            Process chrt = new ProcessBuilder("chrt", "-R", "-f", "-p", "1", threadId)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                chrt.waitFor(CHRT_SECONDS_MAX, TimeUnit.SECONDS);
            } finally {
                chrt.destroyForcibly();
            }
            // In a container whose /proc is another's the id may be another thread's: what counts is this one's policy.
            return policyOfThisThread().equals(SCHED_FIFO);
        } catch (IOException | UnsupportedOperationException notHere) {
            return false;
        }
    }

    /** The number of the calling thread's scheduling policy: 0 for ordinary threads. */
    static String policyOfThisThread() throws IOException {
        String stat = Files.readString(THIS_THREAD.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[POLICY_FIELD_AFTER_NAME];
    }
}
