package raftmark.bench.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.grpc.Status;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import raftmark.bench.spec.Operation;
import raftmark.kv.wire.Outcome;

class LatencyRecorderTest {
    private static final int OPERATIONS = 1_000_000;
    /** What the JVM may allocate on a thread by itself meanwhile; one object an operation would be thousands of times as much. */
    private static final long BYTES_MAX = 4096;

    /** Bytes that this thread allocates while it records a million successes of every kind and size. */
    private static long allocatedBy(LatencyRecorder recorder) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Operation[] operations = Operation.values();
        long id = Thread.currentThread().getId();
        long allocated = Long.MAX_VALUE;
        // The first round may load classes; the later ones are what a run consists of.
        for (int round = 0; round < 3; round++) {
            long before = threads.getThreadAllocatedBytes(id);
            for (int i = 0; i < OPERATIONS; i++) {
                recorder.sendLag(i);
                recorder.success(operations[i % operations.length], 0, i, (long) i * i + i);
            }
            allocated = threads.getThreadAllocatedBytes(id) - before;
        }
        return allocated;
    }

    private static void assumeThatAllocationIsCounted() {
        Assumptions.assumeTrue(
                ManagementFactory.getThreadMXBean() instanceof ThreadMXBean threads
                        && threads.isThreadAllocatedMemorySupported()
                        && threads.isThreadAllocatedMemoryEnabled(),
                "this JVM does not count what a thread allocates");
    }

    @Test
    void aSuccessAllocatesNothing() {
        assumeThatAllocationIsCounted();
        LatencyRecorder recorder = new LatencyRecorder(EnumSet.allOf(Operation.class));

        assertThat(allocatedBy(recorder)).isLessThan(BYTES_MAX);
        assertThat(recorder.completed()).isEqualTo(3L * OPERATIONS);
    }

    @Test
    void norDoesOneOfAnOpenLoop() {
        assumeThatAllocationIsCounted();
        LatencyRecorder recorder = new LatencyRecorder(EnumSet.allOf(Operation.class), true);

        assertThat(allocatedBy(recorder)).isLessThan(BYTES_MAX);
        assertThat(recorder.completed()).isEqualTo(3L * OPERATIONS);
    }

    @Test
    void norDoSuccessesOfTwoThreadsAtOnce() throws Exception {
        assumeThatAllocationIsCounted();
        LatencyRecorder recorder = new LatencyRecorder(EnumSet.allOf(Operation.class));
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            Callable<Long> recording = () -> allocatedBy(recorder);
            Future<Long> one = executor.submit(recording);
            Future<Long> other = executor.submit(recording);
            assertThat(one.get()).isLessThan(BYTES_MAX);
            assertThat(other.get()).isLessThan(BYTES_MAX);
        } finally {
            executor.shutdownNow();
        }
        assertThat(recorder.completed()).isEqualTo(6L * OPERATIONS);
    }

    /** More threads than stripes, so that some share one. */
    @Test
    void nothingIsLostOrCountedTwiceWhileIntervalsAreTaken() throws Exception {
        LatencyRecorder recorder = new LatencyRecorder(EnumSet.allOf(Operation.class), true);
        ExecutorService executor = Executors.newFixedThreadPool(6);
        List<Future<?>> recording = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            recording.add(executor.submit(() -> {
                for (int i = 0; i < OPERATIONS / 10; i++) {
                    recorder.sendLag(1000);
                    recorder.success(Operation.values()[i % Operation.values().length], 0, 1000, 1000L * i);
                    recorder.failure(Status.Code.ABORTED, Outcome.UNKNOWN, 1000);
                }
            }));
        }
        long[] counts = new long[4];
        boolean ended;
        do {
            ended = recording.stream().allMatch(Future::isDone);
            LatencyRecorder.Interval interval = recorder.take();
            counts[0] += count(interval.latencies().values());
            counts[1] += count(interval.responses().values());
            counts[2] += interval.sendLags().getTotalCount();
            counts[3] += interval.failureLatencies().getTotalCount();
        } while (!ended);
        executor.shutdownNow();
        for (Future<?> each : recording) {
            each.get();
        }
        long all = 6L * OPERATIONS / 10;
        assertThat(counts).containsExactly(all, all, all, all);
        assertThat(recorder.completed()).isEqualTo(all);
    }

    private static long count(Collection<Histogram> histograms) {
        return histograms.stream().mapToLong(Histogram::getTotalCount).sum();
    }

    @Test
    void anIntervalHoldsWhatWasRecordedSinceTheLast() {
        LatencyRecorder recorder = new LatencyRecorder(Set.of(Operation.PUT));
        recorder.success(Operation.PUT, 5_000_000);
        recorder.success(Operation.PUT, Long.MAX_VALUE);
        recorder.failure(Status.Code.UNAVAILABLE, Outcome.REFUSED, 1);

        LatencyRecorder.Interval first = recorder.take();
        assertThat(first.latencies().get(Operation.PUT).getTotalCount()).isEqualTo(2);
        assertThat(first.latencies().get(Operation.PUT).getMaxValue())
                .isGreaterThanOrEqualTo(LatencyRecorder.LATENCY_MICROS_MAX);
        assertThat(first.failuresByKind()).containsEntry("UNAVAILABLE/refused", 1L);
        assertThat(recorder.take().latencies().get(Operation.PUT).getTotalCount())
                .isZero();
        assertThatThrownBy(() -> recorder.success(Operation.GET, 1)).hasMessageContaining("GET");
    }
}
