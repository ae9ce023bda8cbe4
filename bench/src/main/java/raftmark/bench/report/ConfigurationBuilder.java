package raftmark.bench.report;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.Law;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** A configuration in the making: figures from its rows, curves from the histograms of its valid runs as they are read. */
final class ConfigurationBuilder {
    private static final double MICROS_PER_SECOND = 1e6;

    private final CellSummary cell;
    private final int series;
    private final RunRows rows;
    private final List<ResultRow> valid;
    private final String shownRun;
    private @Nullable Histogram latencies;
    private @Nullable Histogram responses;
    private int runsWithHistograms;
    private ReportData.@Nullable Course course;

    ConfigurationBuilder(CellSummary cell, int series, RunRows rows) {
        this.cell = cell;
        this.series = series;
        this.rows = rows;
        this.valid = rows.service(cell);
        this.shownRun = medianRun(cell).map(row -> row.get(Column.RUN_ID)).orElse("");
    }

    CellSummary cell() {
        return cell;
    }

    int series() {
        return series;
    }

    /**
     * Takes the intervals of one of its valid runs. One of which the log has a part of its service times is left out: which part, nobody
     * knows. How many response times there were no row says; that they lack wholly is noticed.
     */
    void add(String run, List<LatencyLog.Interval> service, List<LatencyLog.Interval> response, DisplayBudget budget) {
        long logged = service.stream()
                .mapToLong(interval -> interval.latencies().getTotalCount())
                .sum();
        if (logged != operations(run) || (RunRows.isOpen(cell) && response.isEmpty())) {
            return;
        }
        runsWithHistograms++;
        latencies = merged(latencies, service);
        responses = merged(responses, response);
        List<LatencyLog.Interval> shown = RunRows.isOpen(cell) ? response : service;
        if (run.equals(shownRun) && budget.coursePointsMax() > 0 && !shown.isEmpty()) {
            course = LatencyDisplay.course(run, service, shown, budget.coursePointsMax());
        }
    }

    private long operations(String run) {
        return valid.stream()
                .filter(row -> row.get(Column.RUN_ID).equals(run))
                .mapToLong(row -> Math.round(row.number(Column.OPERATIONS).orElse(0)))
                .findFirst()
                .orElse(0);
    }

    private static @Nullable Histogram merged(@Nullable Histogram soFar, List<LatencyLog.Interval> intervals) {
        if (intervals.isEmpty()) {
            return soFar;
        }
        Histogram merged = soFar == null ? LatencyRecorder.newHistogram() : soFar;
        intervals.forEach(interval -> merged.add(interval.latencies()));
        return merged;
    }

    /** Valid runs of which it was given no histograms: its curves are made of the others. */
    int runsWithoutHistograms() {
        return cell.valid().size() - runsWithHistograms;
    }

    /** @param all the configurations that the law's parts are taken from */
    ReportData.Configuration build(List<CellSummary> all, DisplayBudget budget, Pools pools) {
        boolean open = RunRows.isOpen(cell);
        OptionalDouble threads = cell.serverThreads();
        return new ReportData.Configuration(
                series,
                cell.clients(),
                threads.isPresent() ? (int) threads.getAsDouble() : null,
                cell.termsId(),
                cell.valid().size(),
                cell.invalid().size(),
                RunRows.spread(valid, Column.THROUGHPUT_OPS_PER_SECOND),
                open ? null : throughputInterval(),
                RunRows.spread(valid, Column.LATENCY_P50_MICROS),
                RunRows.spread(valid, Column.LATENCY_P99_MICROS),
                RunRows.spread(valid, Column.LATENCY_P999_MICROS),
                RunRows.median(valid, Column.LATENCY_MEAN_MICROS),
                open ? null : bound(all),
                boxed(cell.handlerSecondsPerOperation()),
                open ? openLoop(budget) : null,
                cpu(),
                RunRows.perOperation(valid, 1, row -> row.number(Column.SERVER_VOLUNTARY_CONTEXT_SWITCHES)),
                stages(budget.details()),
                budget.details() ? RunRows.median(valid, Column.OPERATIONS_PER_LOG_APPEND) : null,
                budget.details() ? RunRows.median(valid, Column.OPERATIONS_PER_FSYNC) : null,
                budget.details() ? microsPerOperation(Column.SERVER_GC_SECONDS) : null,
                pools.threads(valid),
                curve(latencies, budget),
                course);
    }

    private ReportData.@Nullable Ends throughputInterval() {
        return cell.throughputInterval()
                .map(ends -> new ReportData.Ends(tenths(ends.low()), tenths(ends.high())))
                .orElse(null);
    }

    private static double tenths(double figure) {
        return Math.round(figure * 10) / 10.0;
    }

    private static List<Long> curve(@Nullable Histogram merged, DisplayBudget budget) {
        return merged == null ? List.of() : LatencyDisplay.curve(merged, budget.tails());
    }

    private ReportData.OpenLoop openLoop(DisplayBudget budget) {
        List<ResultRow> response = rows.response(cell);
        // A target that every run missed still has to be told: what was achieved instead, and that no run of it is
        // valid.
        boolean ofInvalidRuns = valid.isEmpty();
        List<ResultRow> rates = ofInvalidRuns ? cell.invalid() : valid;
        String load = Stream.concat(cell.valid().values().stream(), cell.invalid().stream())
                .map(row -> row.get(Column.TARGET_LOAD).replace("%", "").strip())
                .findFirst()
                .orElse("");
        return new ReportData.OpenLoop(
                rates.get(0).get(Column.ARRIVALS),
                load.isEmpty() ? null : Double.valueOf(load),
                RunRows.median(rates, Column.TARGET_RATE),
                RunRows.median(rates, Column.THROUGHPUT_OPS_PER_SECOND),
                ofInvalidRuns,
                RunRows.spread(response, Column.LATENCY_P50_MICROS),
                RunRows.spread(response, Column.LATENCY_P99_MICROS),
                RunRows.spread(response, Column.LATENCY_P999_MICROS),
                RunRows.median(valid, Column.SEND_LAG_P99_MICROS),
                curve(responses, budget));
    }

    private ReportData.Cpu cpu() {
        return new ReportData.Cpu(
                microsPerOperation(Column.CLIENT_CPU_SECONDS),
                microsPerOperation(Column.LEADER_CPU_SECONDS),
                RunRows.perOperation(valid, MICROS_PER_SECOND, ConfigurationBuilder::otherServersCpuSeconds),
                microsPerOperation(Column.SERVER_CPU_SECONDS));
    }

    private static OptionalDouble otherServersCpuSeconds(ResultRow row) {
        OptionalDouble servers = row.number(Column.SERVER_CPU_SECONDS);
        OptionalDouble leader = row.number(Column.LEADER_CPU_SECONDS);
        return servers.isPresent() && leader.isPresent()
                ? OptionalDouble.of(servers.getAsDouble() - leader.getAsDouble())
                : OptionalDouble.empty();
    }

    private ReportData.@Nullable Stages stages(boolean details) {
        ReportData.Stage wait = stage(
                Column.STAGE_HANDLER_WAIT_MEAN_MICROS,
                Column.STAGE_HANDLER_WAIT_P50_MICROS,
                Column.STAGE_HANDLER_WAIT_P99_MICROS,
                details);
        ReportData.Stage commit = stage(
                Column.STAGE_COMMIT_MEAN_MICROS,
                Column.STAGE_COMMIT_P50_MICROS,
                Column.STAGE_COMMIT_P99_MICROS,
                details);
        ReportData.Stage reply = stage(
                Column.STAGE_REPLY_MEAN_MICROS, Column.STAGE_REPLY_P50_MICROS, Column.STAGE_REPLY_P99_MICROS, details);
        return Stream.of(wait, commit, reply).allMatch(stage -> stage.mean() == null)
                ? null
                : new ReportData.Stages(wait, commit, reply, RunRows.median(valid, Column.STAGE_SAMPLES));
    }

    private ReportData.Stage stage(Column mean, Column p50, Column p99, boolean details) {
        return new ReportData.Stage(
                RunRows.rounded(RunRows.median(valid, mean)),
                details ? RunRows.rounded(RunRows.median(valid, p50)) : null,
                details ? RunRows.rounded(RunRows.median(valid, p99)) : null);
    }

    private ReportData.@Nullable Bound bound(List<CellSummary> all) {
        return Law.of(cell, all)
                .map(law -> new ReportData.Bound(
                        law.binding(), finite(law.threadBound()), finite(law.clientBound()), finite(law.ceiling())))
                .orElse(null);
    }

    private @Nullable Double microsPerOperation(Column seconds) {
        return RunRows.perOperation(valid, MICROS_PER_SECOND, row -> row.number(seconds));
    }

    private static @Nullable Double finite(double part) {
        return Double.isFinite(part) ? part : null;
    }

    private static @Nullable Double boxed(OptionalDouble figure) {
        return figure.isPresent() ? figure.getAsDouble() : null;
    }

    private static Optional<ResultRow> medianRun(CellSummary cell) {
        List<ResultRow> byThroughput = cell.valid().values().stream()
                .sorted(Comparator.comparingDouble(
                        row -> row.number(Column.THROUGHPUT_OPS_PER_SECOND).orElse(0)))
                .toList();
        return byThroughput.isEmpty() ? Optional.empty() : Optional.of(byThroughput.get((byThroughput.size() - 1) / 2));
    }
}
