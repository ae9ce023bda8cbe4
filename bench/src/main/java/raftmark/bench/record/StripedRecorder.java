package raftmark.bench.record;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A recorder in stripes, so that event loops which record at the same moment do not wait for each other's cache lines: two threads that
 * did nothing else took 135 ns a recording at one stripe ({@code RecorderBenchmark.successOfTwoThreads}; the methodology page has
 * the figure of now). A thread keeps to the stripe of its id; threads that share one are as safe as before.
 *
 * <p>{@link #record} may be called from any thread, {@link #take} by one thread at a time.
 */
final class StripedRecorder {
    /** A power of two. A load generator has two event loops and a sender. */
    private static final int STRIPES = 4;

    private final Recorder[] stripes = new Recorder[STRIPES];

    StripedRecorder() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Recorder(1, LatencyRecorder.LATENCY_MICROS_MAX, LatencyRecorder.SIGNIFICANT_DIGITS);
        }
    }

    void record(long micros) {
        stripes[(int) Thread.currentThread().getId() & (STRIPES - 1)].recordValue(micros);
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
