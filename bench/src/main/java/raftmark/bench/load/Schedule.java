package raftmark.bench.load;

import raftmark.bench.spec.Arrivals;

/**
 * The intended moments of an open loop's requests, one after the other. They follow from rate, kind and seed alone: no
 * answer, no delay and no failure moves one. Not thread-safe; two of the same arguments give the same moments.
 */
final class Schedule {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double gapNanos;
    private final Arrivals arrivals;
    private final FastRandom random;
    private final long startNanos;
    private long fixedGaps;
    private double randomGapsNanos;

    /**
     * @param operationsPerSecond mean rate of arrivals
     * @param startNanos the moment that the first gap begins at, on the clock of {@link System#nanoTime}
     */
    Schedule(double operationsPerSecond, Arrivals arrivals, long seed, long startNanos) {
        this.gapNanos = NANOS_PER_SECOND / operationsPerSecond;
        this.arrivals = arrivals;
        this.random = new FastRandom(seed);
        this.startNanos = startNanos;
    }

    /** The next intended moment, on the clock of {@link System#nanoTime}. */
    long next() {
        if (arrivals == Arrivals.FIXED) {
            // Multiplied, not summed up: rounding must not let the rate drift.
            fixedGaps++;
            return startNanos + Math.round(fixedGaps * gapNanos);
        }
        randomGapsNanos -= Math.log1p(-random.nextDouble()) * gapNanos;
        return startNanos + Math.round(randomGapsNanos);
    }
}
