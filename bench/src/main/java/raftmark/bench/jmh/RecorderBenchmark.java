package raftmark.bench.jmh;

import java.util.EnumSet;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.spec.Operation;

/**
 * What the load generator's own recording costs an operation: it must be at most 100 ns, and no byte allocated.
 *
 * <p>{@link #success} is the call that the load generator makes for an operation that succeeded: find the operation's recorder, count the latency
 * in its histogram, count the operation. {@link #successOfTwoThreads} is the same from two threads at once, as the two event loops of a
 * load generator do. {@link #openLoop} is what an open loop records of an operation: how late it was sent, service time and response time, which are three histograms; {@link #openLoopOfTwoThreads} the two of them
 * that its event loops record. {@link #successAndClock} adds the two readings of the clock that every operation also needs, to show which of both
 * costs more. Latencies are drawn around 1 ms in advance (log-normal, as real ones are), so that many buckets of the histogram are touched and its cache
 * lines with them.
 *
 * <p>{@code -prof gc} shows the bytes: {@code gc.alloc.rate.norm} must be a few thousandths of a byte at most, which is the profiler's own. That nothing is
 * allocated is also held by {@code LatencyRecorderTest}, by counting.
 *
 * <p>What it forbids to conclude: JMH runs the default compilers; a load generator under C1 (the default of {@code run} on small machines) pays more, see
 * the third command. Failures are not measured: they are rare, and their kinds are looked up by
 * a text. Nor is the reader, which takes an interval every second and allocates a histogram for each.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="RecorderBenchmark"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="RecorderBenchmark -prof gc"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="RecorderBenchmark -prof gc -jvmArgsPrepend -XX:TieredStopAtLevel=1"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(3)
public class RecorderBenchmark {
    private static final long LAG_NANOS = 50_000;

    private final LatencyRecorder recorder = new LatencyRecorder(EnumSet.allOf(Operation.class));
    private final LatencyRecorder openLoopRecorder = new LatencyRecorder(EnumSet.allOf(Operation.class), true);

    /** Latencies of one thread, and where it is among them. */
    @State(Scope.Thread)
    public static class Latencies {
        private static final int COUNT = 4096;
        private static final double MEDIAN_NANOS = 1e6;

        private final long[] nanos = new long[COUNT];
        private int next;

        /** Draws them; the same in every fork. */
        @Setup(Level.Trial)
        public void draw() {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < COUNT; i++) {
                // The sum of twelve uniform numbers less six is near enough to a normal one.
                double normal = random.doubles(12).sum() - 6;
                nanos[i] = (long) (MEDIAN_NANOS * Math.exp(0.7 * normal));
            }
        }

        long take() {
            next = (next + 1) & (COUNT - 1);
            return nanos[next];
        }
    }

    /** One thread records. */
    @Benchmark
    @Threads(1)
    public void success(Latencies latencies) {
        recorder.success(Operation.PUT, latencies.take());
    }

    /** Two threads record the same operation. */
    @Benchmark
    @Threads(2)
    public void successOfTwoThreads(Latencies latencies) {
        recorder.success(Operation.PUT, latencies.take());
    }

    /** One thread records as an open loop does: how late it sent, and both latencies. */
    @Benchmark
    @Threads(1)
    public void openLoop(Latencies latencies) {
        long serviceNanos = latencies.take();
        openLoopRecorder.sendLag(LAG_NANOS);
        openLoopRecorder.success(Operation.PUT, 0, LAG_NANOS, LAG_NANOS + serviceNanos);
    }

    /** Two threads record as the event loops of an open loop do. */
    @Benchmark
    @Threads(2)
    public void openLoopOfTwoThreads(Latencies latencies) {
        openLoopRecorder.success(Operation.PUT, 0, LAG_NANOS, LAG_NANOS + latencies.take());
    }

    /** Recording with both readings of the clock around it. */
    @Benchmark
    @Threads(1)
    public void successAndClock(Latencies latencies) {
        long sentNanos = System.nanoTime() - latencies.take();
        recorder.success(Operation.PUT, System.nanoTime() - sentNanos);
    }
}
