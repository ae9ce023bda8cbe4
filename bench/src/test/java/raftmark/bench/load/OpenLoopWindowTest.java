package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.WindowOpening;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Operation;
import raftmark.bench.spec.SpecReader;
import raftmark.server.HandlerConfig;

/** Which requests of an open loop a measured window has response times of: all that were due in it, and no others. */
class OpenLoopWindowTest {
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    @TempDir
    private Path directory;

    /** What a window recorded, of 200 requests a second at two clients. */
    private record Window(long due, long ended, Histogram responses) {}

    /** A step of a test, which may wait. */
    private interface Step {
        void run() throws Exception;
    }

    private static long count(Map<Operation, Histogram> byOperation) {
        return byOperation.values().stream().mapToLong(Histogram::getTotalCount).sum();
    }

    private Window measured(StubServer server, Step before, Step atItsBeginning, Step after) throws Exception {
        Cell cell = SpecReader.read(
                        "test.yaml",
                        "experiment: t\nquestion: q\ncells:\n"
                                + "  - {backend: echo, loop: open, target_rate: 200, clients: 2}\n",
                        17)
                .cells()
                .get(0)
                .cell();
        LatencyRecorder recorder = new LatencyRecorder(Set.of(Operation.PUT), true);
        try (LoadThreads loadThreads = new LoadThreads(1);
                LoadDriver driver = LoadDriver.start(cell, List.of(server.endpoint()), loadThreads, recorder, 1)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> recorder.completed() > 20);
            before.run();
            WindowOpening opening = WindowOpening.open(recorder, WINDOW_NANOS);
            long end = opening.dueBeforeNanos();
            long scheduledBefore = driver.scheduledBefore(opening.dueFromNanos());
            atItsBeginning.run();
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
            LatencyRecorder.Interval inWindow = recorder.take();
            long due = driver.scheduledBefore(end) - scheduledBefore;
            after.run();
            await().atMost(Duration.ofSeconds(30)).until(() -> !driver.awaitsAnswersDueBefore(end));
            // A client that has just come back may not have recorded its request yet.
            Thread.sleep(200);
            Histogram responses = recorder.take().responses().getOrDefault(Operation.PUT, new Histogram(3));
            inWindow.responses().values().forEach(responses::add);
            return new Window(due, count(inWindow.latencies()), responses);
        }
    }

    @Test
    void whatWasDueBeforeTheWindowHasNoPartInIt() throws Exception {
        try (StubServer server = new StubServer(1, HandlerConfig.ASYNC_DIRECT, directory)) {
            Window window = measured(
                    server,
                    () -> {
                        server.hanging.set(true);
                        Thread.sleep(1000);
                    },
                    server::release,
                    () -> {});
            assertThat(window.due()).isBetween(79L, 81L);
            assertThat(window.responses().getTotalCount()).isEqualTo(window.due());
            // Answers to what had piled up; by their number alone the load was there.
            assertThat(window.ended()).isGreaterThanOrEqualTo(window.due());
        }
    }

    @Test
    void whatIsAnsweredAfterTheWindowIsNotLost() throws Exception {
        try (StubServer server = new StubServer(1, HandlerConfig.ASYNC_DIRECT, directory)) {
            Window window = measured(server, () -> {}, () -> server.hanging.set(true), () -> {
                Thread.sleep(300);
                server.release();
            });
            assertThat(window.ended()).isLessThan(window.due() / 2);
            assertThat(window.responses().getTotalCount()).isEqualTo(window.due());
            // What was due before this thread, woken late, let the server hang was answered at once.
            assertThat(window.responses().getMaxValue()).isGreaterThan(400_000);
            assertThat(window.responses().getValueAtPercentile(50)).isGreaterThan(250_000);
        }
    }
}
