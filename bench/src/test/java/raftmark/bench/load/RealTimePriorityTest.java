package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RealTimePriorityTest {
    private static final String SCHED_OTHER = "0";
    private static final String SCHED_FIFO = "1";
    private static final int FIELD_AFTER_NAME_OF_POLICY = 38;

    /** The scheduling policies of this JVM's threads of a name, as the kernel's {@code /proc} has them. */
    static List<String> policies(String threadName) throws IOException {
        List<String> policies = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                String stat = Files.readString(task.resolve("stat"));
                int nameEnd = stat.lastIndexOf(')');
                if (stat.substring(stat.indexOf('(') + 1, nameEnd).equals(threadName)) {
                    policies.add(stat.substring(nameEnd + 2).split(" ")[FIELD_AFTER_NAME_OF_POLICY]);
                }
            }
        }
        return policies;
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread waiting = new Thread(this::waitForTheEnd, "to-be-raised");

    @BeforeEach
    void startAThread() {
        waiting.start();
    }

    @AfterEach
    void endTheThread() throws InterruptedException {
        end.countDown();
        waiting.join();
    }

    @Test
    void whatItSaysIsWhatTheKernelDid() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/task")), "no /proc of Linux here");
        boolean raised = RealTimePriority.give("to-be-raised");
        assertThat(policies("to-be-raised")).containsExactly(raised ? SCHED_FIFO : SCHED_OTHER);
        assertThat(policies(Thread.currentThread().getName())).doesNotContain(SCHED_FIFO);
        assumeTrue(raised, "real-time priority cannot be had here: it takes root or CAP_SYS_NICE, and chrt");
    }

    @Test
    void aThreadThatIsNotThereIsNotRaised() {
        assertThat(RealTimePriority.give("no-such-thread")).isFalse();
    }

    @Test
    void interruptedItGivesUpAndTheInterruptStays() {
        Thread.currentThread().interrupt();
        boolean raised = RealTimePriority.give("to-be-raised");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(raised).isFalse();
    }

    private void waitForTheEnd() {
        try {
            end.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
