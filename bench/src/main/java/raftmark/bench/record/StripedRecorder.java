package raftmark.bench.record;

import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A recorder in stripes, so that event loops which record at the same moment do not wait for each other's cache lines: two threads that
 * did nothing else took 135 ns a recording at one stripe ({@code RecorderBenchmark.successOfTwoThreads}; the methodology page has
 * the figure of now). A thread keeps to its stripe; threads that share one are as safe as before. Stripes are given out in the order in which
 * threads first record: by thread ids, two event loops would share one in every fourth process.
 *
 * <p>{@link #record} may be called from any thread, {@link #take} by one thread at a time.
 */
final class StripedRecorder {
    /** A power of two. A load generator has two event loops and a sender. */
    private static final int STRIPES = 4;

    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final ThreadLocal<Integer> STRIPE =
            ThreadLocal.withInitial(() -> THREADS.getAndIncrement() & (STRIPES - 1));

    private final Recorder[] stripes = new Recorder[STRIPES];

    StripedRecorder() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Recorder(1, LatencyRecorder.LATENCY_MICROS_MAX, LatencyRecorder.SIGNIFICANT_DIGITS);
        }
    }

    /** The stripe of the calling thread, the same in every recorder. Who records several figures asks once. */
    static int stripe() {
        return STRIPE.get();
    }

    void record(int stripe, long micros) {
        stripes[stripe].recordValue(micros);
    }

    /** What all stripes have recorded since the last call, or since the start. */
    Histogram take() {
        Histogram all = stripes[0].getIntervalHistogram();
        for (int i = 1; i < STRIPES; i++) {
            all.add(stripes[i].getIntervalHistogram());
        }
        return all;
    }
}
