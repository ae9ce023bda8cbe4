package raftmark.bench.result;

import org.HdrHistogram.Histogram;

/** Puts a histogram's figures into a row, and leaves out the percentiles that its count cannot carry. */
final class Latencies {
    private static final long P99_OPERATIONS_MIN = 1_000;
    private static final long P999_OPERATIONS_MIN = 10_000;
    private static final long P9999_OPERATIONS_MIN = 100_000;

    private Latencies() {}

    static void put(ResultRow.Builder row, Histogram micros) {
        long count = micros.getTotalCount();
        if (count == 0) {
            return;
        }
        row.put(Column.LATENCY_MEAN_MICROS, micros.getMean());
        row.put(Column.LATENCY_P50_MICROS, micros.getValueAtPercentile(50));
        row.put(Column.LATENCY_P90_MICROS, micros.getValueAtPercentile(90));
        if (count >= P99_OPERATIONS_MIN) {
            row.put(Column.LATENCY_P99_MICROS, micros.getValueAtPercentile(99));
        }
        if (count >= P999_OPERATIONS_MIN) {
            row.put(Column.LATENCY_P999_MICROS, micros.getValueAtPercentile(99.9));
        }
        if (count >= P9999_OPERATIONS_MIN) {
            row.put(Column.LATENCY_P9999_MICROS, micros.getValueAtPercentile(99.99));
        }
        row.put(Column.LATENCY_MAX_MICROS, micros.getMaxValue());
    }
}
