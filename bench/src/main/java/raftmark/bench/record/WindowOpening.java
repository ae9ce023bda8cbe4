package raftmark.bench.record;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * How a measured window began. Two things begin with it, and not quite together. What <em>ends</em> counts from the moment at
 * which what ended before was dropped. Response times are of what is <em>due</em> in a stretch that is announced a little ahead: were
 * it announced as it begins, a pause of this machine between the two would lose what was due and answered meanwhile. A thread that is
 * woken late makes the window begin late, and no shorter.
 *
 * @param openedNanos from here on what ends is recorded; of {@link System#nanoTime}, like the next two
 * @param dueFromNanos the first intended moment that response times are of
 * @param dueBeforeNanos the first behind those
 */
public record WindowOpening(long openedNanos, long dueFromNanos, long dueBeforeNanos) {
    static final long ANNOUNCED_AHEAD_NANOS = 20_000_000;

    /** Waits until a moment of {@link System#nanoTime}. */
    interface Wait {
        void until(long nanos) throws InterruptedException;
    }

    /**
     * Begins a window. Returns when it is open; one thread calls, the one that takes the intervals.
     *
     * @param dueNanos length of the stretch that response times are of
     */
    public static WindowOpening open(LatencyRecorder recorder, long dueNanos) throws InterruptedException {
        return open(recorder, dueNanos, System::nanoTime, WindowOpening::park);
    }

    static WindowOpening open(LatencyRecorder recorder, long dueNanos, LongSupplier clock, Wait wait)
            throws InterruptedException {
        while (true) {
            recorder.respondToNone();
            recorder.take();
            long from = clock.getAsLong() + ANNOUNCED_AHEAD_NANOS;
            recorder.respondToDue(from, from + dueNanos);
            if (clock.getAsLong() - from < 0) {
                wait.until(from);
                recorder.dropAllButResponses();
                return new WindowOpening(clock.getAsLong(), from, from + dueNanos);
            }
        }
    }

    private static void park(long nanos) throws InterruptedException {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(left);
        }
    }
}
