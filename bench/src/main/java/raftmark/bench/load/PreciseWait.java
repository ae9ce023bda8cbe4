package raftmark.bench.load;

import java.util.concurrent.locks.LockSupport;

/**
 * Waits for a moment to within some tens of microseconds, with little CPU time. A sleeping thread of Linux wakes 65 to 80 µs
 * late (its timers have a slack of 50 µs), so the sleep is told to end {@value #WAKING_NANOS} ns early and the rest is spun.
 * On two cores spinning takes from the servers that are measured, so no more than {@value #SPIN_NANOS_MAX} ns are spun in one
 * piece: what lies between the two is slept through, and reached a little late. A thread of real-time priority takes its CPU time
 * ahead of the servers, so it is told to wake later: at 4,000 moments a second it needs 21 µs a wait and is 55 µs late in the
 * median, where waking as early as the other it needed 41 µs to be on time (2 cores, C1, nothing else running).
 */
final class PreciseWait {
    static final long WAKING_NANOS = 80_000;
    static final long WAKING_REAL_TIME_NANOS = 20_000;
    static final long SPIN_NANOS_MAX = 30_000;

    private PreciseWait() {}

    /**
     * Returns at this moment of {@link System#nanoTime}, or a little later; early if the thread is interrupted.
     *
     * @param inRealTime whether the calling thread has real-time priority
     */
    static void until(long nanos, boolean inRealTime) {
        long wakingNanos = inRealTime ? WAKING_REAL_TIME_NANOS : WAKING_NANOS;
        long left = nanos - System.nanoTime();
        while (left > SPIN_NANOS_MAX && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Math.max(1, left - wakingNanos));
            left = nanos - System.nanoTime();
        }
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
            left = nanos - System.nanoTime();
        }
    }
}
