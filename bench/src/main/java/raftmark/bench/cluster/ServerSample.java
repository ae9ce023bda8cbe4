package raftmark.bench.cluster;

import raftmark.kv.v1.StatsResponse;

/**
 * Counters of one server at one moment.
 *
 * @param endpoint whose they are
 * @param takenNanos when, on the clock of {@link System#nanoTime}: the middle between asking and the answer
 * @param stats the counters since the server's start
 */
public record ServerSample(String endpoint, long takenNanos, StatsResponse stats) {
    /** Live threads of the pool under test. */
    public int handlerThreads() {
        return stats.getLiveThreadsOrDefault(HANDLER_POOL, 0);
    }

    /** The library's counter of this name, not a number if it has none; see {@link raftmark.kv.spi.LogMetrics}. */
    public double libraryCount(String name) {
        return stats.getLibraryMetricsOrDefault(name, Double.NaN);
    }

    /** All live threads of the server's process. */
    public int threads() {
        return stats.getLiveThreadsMap().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static final String HANDLER_POOL = "handler";
}
