package raftmark.bench.result;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import raftmark.server.Stage;

/**
 * Where the time and the work of a measured window went, inside the servers; each figure as its column says.
 *
 * @param stageNanos times of the leader's sampled requests by stage, in nanoseconds; empty if there are none
 * @param threadsByPool most live threads of each pool; empty if not measured
 */
public record Attribution(
        Map<Stage, Histogram> stageNanos,
        OptionalDouble operationsPerLogAppend,
        OptionalDouble operationsPerFsync,
        OptionalDouble serverGcSeconds,
        OptionalDouble serverWrittenBytes,
        OptionalDouble serverResidentBytesMax,
        SortedMap<String, Integer> threadsByPool) {
    /** Nothing was measured. */
    public static final Attribution NONE = new Attribution(
            Map.of(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            new TreeMap<>());

    private static final double NANOS_PER_MICRO = 1e3;
    private static final long P99_SAMPLES_MIN = 1_000;

    private static final Map<Stage, Columns> COLUMNS = new EnumMap<>(Map.of(
            Stage.HANDLER_WAIT,
            new Columns(
                    Column.STAGE_HANDLER_WAIT_MEAN_MICROS,
                    Column.STAGE_HANDLER_WAIT_P50_MICROS,
                    Column.STAGE_HANDLER_WAIT_P99_MICROS),
            Stage.COMMIT,
            new Columns(
                    Column.STAGE_COMMIT_MEAN_MICROS, Column.STAGE_COMMIT_P50_MICROS, Column.STAGE_COMMIT_P99_MICROS),
            Stage.REPLY,
            new Columns(Column.STAGE_REPLY_MEAN_MICROS, Column.STAGE_REPLY_P50_MICROS, Column.STAGE_REPLY_P99_MICROS)));

    private record Columns(Column mean, Column p50, Column p99) {}

    public Attribution {
        stageNanos = Map.copyOf(stageNanos);
        threadsByPool = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(threadsByPool));
    }

    void put(ResultRow.Builder row) {
        stageNanos.forEach((stage, nanos) -> put(row, COLUMNS.get(stage), nanos));
        Histogram all = stageNanos.get(Stage.HANDLER_WAIT);
        if (all != null && all.getTotalCount() > 0) {
            row.put(Column.STAGE_SAMPLES, all.getTotalCount());
        }
        row.put(Column.OPERATIONS_PER_LOG_APPEND, operationsPerLogAppend)
                .put(Column.OPERATIONS_PER_FSYNC, operationsPerFsync)
                .put(Column.SERVER_GC_SECONDS, serverGcSeconds)
                .put(Column.SERVER_WRITTEN_BYTES, serverWrittenBytes)
                .put(Column.SERVER_RESIDENT_BYTES_MAX, serverResidentBytesMax)
                .put(
                        Column.THREADS_BY_POOL,
                        threadsByPool.entrySet().stream()
                                .map(pool -> pool.getKey() + "=" + pool.getValue())
                                .collect(Collectors.joining(";")));
    }

    private static void put(
            ResultRow.Builder row, @org.jspecify.annotations.Nullable Columns columns, Histogram nanos) {
        if (columns == null || nanos.getTotalCount() == 0) {
            return;
        }
        row.put(columns.mean(), nanos.getMean() / NANOS_PER_MICRO);
        row.put(columns.p50(), nanos.getValueAtPercentile(50) / NANOS_PER_MICRO);
        if (nanos.getTotalCount() >= P99_SAMPLES_MIN) {
            row.put(columns.p99(), nanos.getValueAtPercentile(99) / NANOS_PER_MICRO);
        }
    }
}
