package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.spec.Arrivals;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Operation;
import raftmark.bench.spec.SpecException;
import raftmark.bench.spec.SpecReader;
import raftmark.server.HandlerConfig;

class OpenLoopTest {
    private static final long MILLI = 1000;

    @TempDir
    private Path directory;

    private static Cell cell(String factors) throws SpecException {
        return SpecReader.read(
                        "test.yaml",
                        "experiment: t\nquestion: q\ncells:\n  - {backend: echo, loop: open, " + factors + "}\n",
                        17)
                .cells()
                .get(0)
                .cell();
    }

    private static LatencyRecorder recorder() {
        return new LatencyRecorder(Set.of(Operation.PUT), true);
    }

    private static Histogram puts(java.util.Map<Operation, Histogram> byOperation) {
        Histogram puts = byOperation.get(Operation.PUT);
        assertThat(puts).isNotNull();
        return puts;
    }

    private static void caughtUp(LoadDriver driver, LatencyRecorder recorder) {
        // What was due a moment ago has been answered.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> recorder.completed() >= driver.scheduledBefore(System.nanoTime() - 200_000_000));
    }

    @Test
    void aStallOfOneSecondShowsInResponseTimesAndNotInServiceTimes() throws Exception {
        LatencyRecorder recorder = recorder();
        try (StubServer server = new StubServer(1, HandlerConfig.ASYNC_DIRECT, directory);
                LoadThreads loadThreads = new LoadThreads(1);
                LoadDriver driver = LoadDriver.start(
                        cell("target_rate: 200, clients: 1"), List.of(server.endpoint()), loadThreads, recorder, 1)) {
            caughtUp(driver, recorder);
            Thread.sleep(300);
            caughtUp(driver, recorder);
            recorder.take();
            server.hanging.set(true);
            Thread.sleep(1000);
            server.release();
            caughtUp(driver, recorder);
            Thread.sleep(300);
            LatencyRecorder.Interval interval = recorder.take();
            Histogram service = puts(interval.latencies());
            Histogram response = puts(interval.responses());
            // One request hung; some 200 others were due meanwhile, and only those were late.
            assertThat(service.getTotalCount()).isGreaterThan(200);
            // The two histograms are taken one after the other, while requests end: 200 in a second.
            assertThat(response.getTotalCount()).isCloseTo(service.getTotalCount(), within(50L));
            assertThat(service.getCountBetweenValues(500 * MILLI, Long.MAX_VALUE))
                    .isBetween(1L, 3L);
            // Counted from when it was sent, which a busy machine does late.
            assertThat(service.getMaxValue()).isGreaterThanOrEqualTo(800 * MILLI);
            assertThat(response.getMaxValue()).isGreaterThanOrEqualTo(950 * MILLI);
            assertThat(response.getCountBetweenValues(500 * MILLI, Long.MAX_VALUE))
                    .isGreaterThan(80);
            assertThat(response.getCountBetweenValues(100 * MILLI, Long.MAX_VALUE))
                    .isGreaterThan(150);
            assertThat(puts(interval.latencies()).getValueAtPercentile(98)).isLessThan(500 * MILLI);
            // The wait for the client is why the two differ; it is no lateness of the load generator's, so the run
            // stays valid.
            assertThat(driver.waitedForClient()).isPositive();
            assertThat(interval.sendLags().getTotalCount()).isGreaterThan(200);
            assertThat(interval.sendLags().getValueAtPercentile(50)).isLessThan(100 * MILLI);
        }
    }

    @Test
    void withRoomForAllOfThemNoneIsLateAndTheServiceTimesShowTheStallToo() throws Exception {
        LatencyRecorder recorder = recorder();
        try (StubServer server = new StubServer(1, HandlerConfig.ASYNC_DIRECT, directory);
                LoadThreads loadThreads = new LoadThreads(1);
                LoadDriver driver = LoadDriver.start(
                        cell("target_rate: 200, arrivals: poisson, clients: 4096"),
                        List.of(server.endpoint()),
                        loadThreads,
                        recorder,
                        1)) {
            caughtUp(driver, recorder);
            server.hanging.set(true);
            Thread.sleep(500);
            server.release();
            caughtUp(driver, recorder);
            assertThat(driver.waitedForClient()).isZero();
            Histogram service = puts(recorder.take().latencies());
            // About 100 were sent into the stall, evenly.
            assertThat(service.getCountBetweenValues(100 * MILLI, Long.MAX_VALUE))
                    .isGreaterThan(40);
        }
    }

    @Test
    void theScheduleGoesOnWhateverHappensToItsRequests() throws Exception {
        LatencyRecorder recorder = recorder();
        try (StubServer server = new StubServer(1, HandlerConfig.ASYNC_DIRECT, directory);
                LoadThreads loadThreads = new LoadThreads(1);
                LoadDriver driver = LoadDriver.start(
                        cell("target_rate: 300, clients: 64"), List.of(server.endpoint()), loadThreads, recorder, 1)) {
            caughtUp(driver, recorder);
            server.refusing.set(true);
            Thread.sleep(700);
            long asked = driver.scheduledBefore(System.nanoTime());
            assertThat(asked).isGreaterThanOrEqualTo(209);
            AtomicLong failures = new AtomicLong();
            // None is left out: each that was due ends, well or not.
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                failures.addAndGet(recorder.take().failuresByKind().getOrDefault("RESOURCE_EXHAUSTED/refused", 0L));
                return recorder.completed() + failures.get() >= asked;
            });
            // And none is sent again.
            assertThat(recorder.completed() + failures.get())
                    .isLessThanOrEqualTo(driver.scheduledBefore(System.nanoTime()));
            assertThat(failures.get()).isPositive();
        }
    }

    @Test
    void whatIsOutOrOverdueWhenTheWindowEndsIsKnown() throws Exception {
        LatencyRecorder recorder = recorder();
        try (StubServer server = new StubServer(1, HandlerConfig.ASYNC_DIRECT, directory);
                LoadThreads loadThreads = new LoadThreads(1);
                LoadDriver driver = LoadDriver.start(
                        cell("target_rate: 200, clients: 3"), List.of(server.endpoint()), loadThreads, recorder, 1)) {
            caughtUp(driver, recorder);
            server.hanging.set(true);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> driver.behindNanos() >= 250_000_000
                            && driver.unanswered(System.nanoTime()).throughoutWindow() == 3);
            long window = System.nanoTime();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> driver.unanswered(window).oldestNanos() >= 500_000_000
                            && driver.behindNanos() >= 400_000_000);
            assertThat(driver.unanswered(window).throughoutWindow()).isEqualTo(3);
            server.release();
            caughtUp(driver, recorder);
            await().atMost(Duration.ofSeconds(30)).until(() -> driver.behindNanos() < 200_000_000);
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("load-sender"));
    }

    @Test
    void aLoadThatIsClosedWhileAllClientsHangEndsAllTheSame() throws Exception {
        LatencyRecorder recorder = recorder();
        try (StubServer server = new StubServer(1, HandlerConfig.ASYNC_DIRECT, directory);
                LoadThreads loadThreads = new LoadThreads(1)) {
            LoadDriver driver = LoadDriver.start(
                    cell("target_rate: 200, clients: 2"), List.of(server.endpoint()), loadThreads, recorder, 1);
            caughtUp(driver, recorder);
            server.hanging.set(true);
            await().atMost(Duration.ofSeconds(30)).until(() -> driver.behindNanos() > 100_000_000);
            Thread release = new Thread(() -> {
                await().until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("load-sender")));
                server.release();
            });
            release.start();
            driver.close();
            release.join(10_000);
            assertThat(driver.unanswered(System.nanoTime()).throughoutWindow()).isZero();
        }
    }

    @Test
    void aShareOfAnUnknownCapacityCannotBeSent() throws Exception {
        Cell share = cell("target_rate: 70%, clients: 2");
        try (LoadThreads loadThreads = new LoadThreads(1)) {
            assertThatThrownBy(() -> LoadDriver.start(share, List.of("127.0.0.1:1"), loadThreads, recorder(), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("70%");
        }
        assertThat(share.atRate(123.5).level(raftmark.bench.spec.Factor.TARGET_RATE))
                .isEqualTo("123.5");
    }

    @Test
    void keepingTheScheduleAllocatesNothing() {
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        LatencyRecorder recorder = recorder();
        Schedule schedule = new Schedule(1e7, Arrivals.POISSON, 1, System.nanoTime());
        long bytesBefore = 0;
        int requests = 200_000;
        for (int i = 0; i < 2 * requests; i++) {
            if (i == requests) {
                bytesBefore = bean.getCurrentThreadAllocatedBytes();
            }
            long intended = schedule.next();
            PreciseWait.until(intended, false);
            long sent = System.nanoTime();
            recorder.sendLag(sent - intended);
            recorder.success(Operation.PUT, intended, sent, sent + 1000);
        }
        assertThat(bean.getCurrentThreadAllocatedBytes() - bytesBefore).isLessThan(requests / 10);
    }
}
