package raftmark.bench.load;

import java.util.concurrent.locks.LockSupport;

/**
 * Waits for a moment to within some tens of microseconds, with little CPU time. A sleeping thread of Linux wakes 65 to 80 µs
 * late (its timers have a slack of 50 µs), so the sleep is told to end {@value #WAKING_NANOS} ns early and the rest is spun.
 * On two cores spinning takes from the servers that are measured, so no more than {@value #SPIN_NANOS_MAX} ns are spun in one
 * piece: what lies between the two is slept through, and reached a little late.
 */
final class PreciseWait {
    static final long WAKING_NANOS = 80_000;
    static final long SPIN_NANOS_MAX = 30_000;

    private PreciseWait() {}

    /** Returns at this moment of {@link System#nanoTime}, or a little later; early if the thread is interrupted. */
    static void until(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > SPIN_NANOS_MAX && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Math.max(1, left - WAKING_NANOS));
            left = nanos - System.nanoTime();
        }
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
            left = nanos - System.nanoTime();
        }
    }
}
