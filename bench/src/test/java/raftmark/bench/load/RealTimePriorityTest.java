package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RealTimePriorityTest {
    private static final String SCHED_OTHER = "0";
    private static final String SCHED_FIFO = "1";
    private static final int FIELD_AFTER_NAME_OF_POLICY = 38;

    /** A thread of its own, so that no other test runs ahead of everything. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void endTheThread() {
        thread.shutdownNow();
    }

    private <T> T onTheThread(Callable<T> task) throws ExecutionException, InterruptedException {
        return thread.submit(task).get();
    }

    /** The scheduling policy of the calling thread, as the kernel's {@code /proc} has it. */
    private static String policy() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[FIELD_AFTER_NAME_OF_POLICY];
    }

    @Test
    void whatItSaysIsWhatTheKernelDid() throws Exception {
        boolean raised = onTheThread(RealTimePriority::giveToThisThread);
        if (Files.exists(Path.of("/proc/thread-self/stat"))) {
            assertThat(onTheThread(RealTimePriorityTest::policy)).isEqualTo(raised ? SCHED_FIFO : SCHED_OTHER);
            assertThat(policy()).isEqualTo(SCHED_OTHER);
        }
        assumeTrue(raised, "real-time priority cannot be had here: it takes Linux, root or CAP_SYS_NICE, and chrt");
    }

    @Test
    void anInterruptIsNotLost() {
        assertThatThrownBy(() -> onTheThread(() -> {
                    Thread.currentThread().interrupt();
                    return RealTimePriority.giveToThisThread();
                }))
                .hasCauseInstanceOf(InterruptedException.class);
    }
}
