package raftmark.bench.record;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.WriterReaderPhaser;

/**
 * Histograms of several figures, which some of the recording threads share. Event loops that record at the same moment would wait for each
 * other's cache lines; and HdrHistogram's own {@link org.HdrHistogram.Recorder} guards each histogram by itself, where one entry and
 * exit for all figures of an operation do (the methodology page has what a recording costs). The protocol is the recorder's: writers
 * count into the active histograms, the reader puts empty ones in their place and waits until no writer is left in the old.
 *
 * <p>Recording is wait-free and may be done by any thread; {@link #takeInto} by one thread at a time.
 */
final class Stripe {
    /** A power of two. A load generator has two event loops and a sender. */
    static final int COUNT = 4;

    private static final AtomicInteger THREADS = new AtomicInteger();
    /** Given out in the order in which threads first record: by thread ids, two event loops would share one in every fourth process. */
    private static final ThreadLocal<Integer> OF_THREAD =
            ThreadLocal.withInitial(() -> THREADS.getAndIncrement() & (COUNT - 1));

    private final WriterReaderPhaser phaser = new WriterReaderPhaser();
    private volatile AtomicHistogram[] active;
    private AtomicHistogram[] empty;

    Stripe(int figures) {
        this(
                figures,
                () -> new AtomicHistogram(1, LatencyRecorder.LATENCY_MICROS_MAX, LatencyRecorder.SIGNIFICANT_DIGITS));
    }

    Stripe(int figures, Supplier<AtomicHistogram> histograms) {
        active = new AtomicHistogram[figures];
        empty = new AtomicHistogram[figures];
        Arrays.setAll(active, figure -> histograms.get());
        Arrays.setAll(empty, figure -> histograms.get());
    }

    /** The stripe of the calling thread among {@link #COUNT}. A thread keeps to it. */
    static int ofThisThread() {
        return OF_THREAD.get();
    }

    void record(int figure, long micros) {
        long entered = phaser.writerCriticalSectionEnter();
        try {
            active[figure].recordValue(micros);
        } finally {
            phaser.writerCriticalSectionExit(entered);
        }
    }

    /** Records two figures of one operation. */
    void record(int figure, long micros, int otherFigure, long otherMicros) {
        long entered = phaser.writerCriticalSectionEnter();
        try {
            AtomicHistogram[] histograms = active;
            histograms[figure].recordValue(micros);
            histograms[otherFigure].recordValue(otherMicros);
        } finally {
            phaser.writerCriticalSectionExit(entered);
        }
    }

    /** Adds what was recorded since the last call, or since the start, figure by figure. */
    void takeInto(Histogram[] sums) {
        phaser.readerLock();
        try {
            AtomicHistogram[] taken = active;
            active = empty;
            phaser.flipPhase();
            for (int figure = 0; figure < sums.length; figure++) {
                sums[figure].add(taken[figure]);
                taken[figure].reset();
            }
            empty = taken;
        } finally {
            phaser.readerUnlock();
        }
    }
}
