package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RealTimePriorityTest {
    private static final String SCHED_FIFO = "1";

    /** A thread of its own, so that no other test runs ahead of everything. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void endTheThread() {
        thread.shutdownNow();
    }

    private <T> T onTheThread(Callable<T> task) throws ExecutionException, InterruptedException {
        return thread.submit(task).get();
    }

    @Test
    void whatItSaysIsWhatTheKernelDidAndToThisThreadAlone() throws Exception {
        boolean linux = Files.exists(Path.of("/proc/thread-self/stat"));
        String before = linux ? RealTimePriority.policyOfThisThread() : "";
        boolean raised = onTheThread(RealTimePriority::giveToThisThread);
        assumeTrue(linux, "no /proc of Linux here");
        assertThat(onTheThread(RealTimePriority::policyOfThisThread)).isEqualTo(raised ? SCHED_FIFO : before);
        assertThat(RealTimePriority.policyOfThisThread()).isEqualTo(before);
        assertThat(onTheThread(() -> {
                    ExecutorService startedByIt = Executors.newSingleThreadExecutor();
                    try {
                        return startedByIt
                                .submit(RealTimePriority::policyOfThisThread)
                                .get();
                    } finally {
                        startedByIt.shutdown();
                    }
                }))
                .isEqualTo(before);
        assumeTrue(raised, "real-time priority cannot be had here: it takes Linux, chrt, and root or CAP_SYS_NICE");
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
