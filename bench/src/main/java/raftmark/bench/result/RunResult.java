package raftmark.bench.result;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.record.HistogramLog;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Factor;
import raftmark.bench.spec.Operation;

/**
 * A run that has ended, well or not.
 *
 * @param experiment its name
 * @param run what was asked
 * @param startedAt when it began
 * @param clusterReused whether the cluster was kept from another run
 * @param terms the fairness terms it ran under
 * @param measurement null if it did not get that far
 * @param verdict whether it may enter a figure
 * @param caveats what must be said beside its figures
 */
public record RunResult(
        String experiment,
        PlannedRun run,
        Instant startedAt,
        boolean clusterReused,
        Terms terms,
        @Nullable Measurement measurement,
        Verdict verdict,
        List<String> caveats) {
    public RunResult {
        caveats = List.copyOf(caveats);
    }

    /**
     * The rows of {@code runs.csv}: one per operation that the workload has and one of all together, of an open loop for the
     * response times first; last the service times of all operations.
     */
    public List<ResultRow> rows() {
        ResultRow.Builder common = common();
        List<ResultRow> rows = new ArrayList<>();
        if (measurement != null) {
            putMeasurement(common, measurement);
            RunHistograms histograms = measurement.histograms();
            if (measurement.openLoad() != null) {
                ResultRow.Builder response = common.copy().put(Column.LATENCY_KIND, ResultRow.RESPONSE);
                histograms
                        .responses()
                        .forEach((operation, latencies) -> rows.add(
                                row(response, operation.label(), histograms.of(operation), latencies, measurement)));
                rows.add(row(
                        response.copy().put(Column.ERRORS, measurement.errors()),
                        ResultRow.ALL_OPERATIONS,
                        histograms.all(),
                        histograms.allResponses(),
                        measurement));
            }
            for (Operation operation : histograms.operations()) {
                Histogram latencies = histograms.of(operation);
                rows.add(row(common, operation.label(), latencies, latencies, measurement));
            }
            rows.add(row(
                    common.copy().put(Column.ERRORS, measurement.errors()),
                    ResultRow.ALL_OPERATIONS,
                    histograms.all(),
                    histograms.all(),
                    measurement));
        } else {
            rows.add(common.copy()
                    .put(Column.OPERATION, ResultRow.ALL_OPERATIONS)
                    .build());
        }
        return rows;
    }

    /** The lines of {@code latency.hlog}; empty if nothing was measured. */
    public String histogramLines() {
        return measurement == null ? "" : HistogramLog.lines(run.runId(), measurement.histograms());
    }

    private ResultRow.Builder common() {
        Cell cell = run.cell();
        ResultRow.Builder row = ResultRow.builder()
                .put(Column.EXPERIMENT, experiment)
                .put(Column.RUN_ID, run.runId())
                .put(Column.REPETITION, run.repetition())
                .put(Column.LABEL, run.label().text())
                .put(Column.STARTED_AT, startedAt.truncatedTo(ChronoUnit.MILLIS).toString())
                .put(Column.CLUSTER_REUSED, Boolean.toString(clusterReused))
                .put(Column.DURABILITY, terms.durability())
                .put(Column.DATA_FILESYSTEM, terms.dataFilesystem())
                .put(Column.JAVA_VERSION, terms.javaVersion())
                .put(Column.TERMS_ID, terms.id())
                .put(Column.LATENCY_KIND, ResultRow.SERVICE)
                .put(Column.VERDICT, verdict.toString())
                .put(Column.CAVEATS, String.join("; ", caveats));
        for (Factor factor : Factor.values()) {
            row.putLevel(factor, cell.level(factor));
        }
        return row;
    }

    private void putMeasurement(ResultRow.Builder row, Measurement measurement) {
        Measurement.Resources resources = measurement.resources();
        Boolean steady = measurement.steady();
        row.put(Column.WARMUP_SECONDS, measurement.warmupSeconds())
                .put(Column.STEADY, steady == null ? "" : steady.toString())
                .put(Column.DURATION_SECONDS, measurement.durationSeconds())
                .put(Column.CLIENT_CPU_SECONDS, resources.clientCpuSeconds())
                .put(Column.LEADER_CPU_SECONDS, resources.leaderCpuSeconds())
                .put(Column.SERVER_CPU_SECONDS, resources.serverCpuSeconds())
                .put(Column.FOREIGN_CPU_SECONDS, resources.foreignCpuSeconds())
                .put(Column.STEAL_CPU_SECONDS, resources.stealCpuSeconds())
                .put(Column.SERVER_VOLUNTARY_CONTEXT_SWITCHES, resources.serverVoluntaryContextSwitches())
                .put(Column.HANDLER_BUSY_SECONDS, resources.handlerBusySeconds())
                .put(Column.HANDLER_THREADS_OBSERVED, text(resources.handlerThreadsObserved()))
                .put(Column.SERVER_THREADS_OBSERVED, text(resources.serverThreadsObserved()))
                .put(Column.LEADER_CHANGES, measurement.leaderChanges());
        if (measurement.openLoad() != null) {
            row.put(Column.SEND_LAG_P99_MICROS, OpenLoad.sendLagMicros(measurement.histograms()));
            if (run.cell().needsCapacity()) {
                row.put(Column.TARGET_RATE, measurement.openLoad().targetRate());
            }
        }
    }

    private static ResultRow row(
            ResultRow.Builder common,
            String operation,
            Histogram counted,
            Histogram latencies,
            Measurement measurement) {
        ResultRow.Builder row = common.copy()
                .put(Column.OPERATION, operation)
                .put(Column.OPERATIONS, counted.getTotalCount())
                .put(Column.THROUGHPUT_OPS_PER_SECOND, counted.getTotalCount() / measurement.durationSeconds());
        Latencies.put(row, latencies);
        return row.build();
    }

    private static String text(OptionalInt count) {
        return count.isPresent() ? Integer.toString(count.getAsInt()) : "";
    }
}
