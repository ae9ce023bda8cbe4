package raftmark.bench.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.Figures;
import raftmark.bench.analysis.Law;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** A configuration in the making: figures from its rows, curves from the histograms of its valid runs as they are read. */
final class ConfigurationBuilder {
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double PLACES = 1000;

    private final CellSummary cell;
    private final int series;
    private final String shownRun;
    private @Nullable Histogram latencies;
    private ReportData.@Nullable Course course;

    ConfigurationBuilder(CellSummary cell, int series) {
        this.cell = cell;
        this.series = series;
        this.shownRun = medianRun(cell).map(row -> row.get(Column.RUN_ID)).orElse("");
    }

    CellSummary cell() {
        return cell;
    }

    /** Takes the intervals of one of its valid runs. */
    void add(String run, List<LatencyLog.Interval> intervals, DisplayBudget budget) {
        Histogram merged = latencies;
        if (merged == null) {
            merged = LatencyRecorder.newHistogram();
            latencies = merged;
        }
        for (LatencyLog.Interval interval : intervals) {
            merged.add(interval.latencies());
        }
        if (run.equals(shownRun) && budget.coursePointsMax() > 0) {
            course = LatencyDisplay.course(run, intervals, budget.coursePointsMax());
        }
    }

    boolean hasLatencies() {
        return latencies != null;
    }

    ReportData.Configuration build(List<CellSummary> all, List<Double> tails) {
        OptionalDouble threads = cell.serverThreads();
        Histogram merged = latencies;
        return new ReportData.Configuration(
                series,
                cell.clients(),
                threads.isPresent() ? (int) threads.getAsDouble() : null,
                cell.termsId(),
                cell.valid().size(),
                cell.invalid().size(),
                spread(Column.THROUGHPUT_OPS_PER_SECOND),
                spread(Column.LATENCY_P50_MICROS),
                spread(Column.LATENCY_P99_MICROS),
                spread(Column.LATENCY_P999_MICROS),
                bound(all),
                boxed(cell.handlerSecondsPerOperation()),
                new ReportData.Cpu(
                        microsPerOperation(row -> figure(row, Column.CLIENT_CPU_SECONDS)),
                        microsPerOperation(row -> figure(row, Column.LEADER_CPU_SECONDS)),
                        microsPerOperation(
                                row -> figure(row, Column.SERVER_CPU_SECONDS) - figure(row, Column.LEADER_CPU_SECONDS)),
                        microsPerOperation(row -> figure(row, Column.SERVER_CPU_SECONDS))),
                perOperation(row -> figure(row, Column.SERVER_VOLUNTARY_CONTEXT_SWITCHES)),
                merged == null ? List.of() : LatencyDisplay.curve(merged, tails),
                course);
    }

    private ReportData.Spread spread(Column column) {
        return new ReportData.Spread(
                boxed(cell.median(column)),
                Arrays.stream(cell.figures(column)).boxed().toList());
    }

    private ReportData.@Nullable Bound bound(List<CellSummary> all) {
        Optional<Law> law = Law.of(cell, all);
        return law.isEmpty()
                ? null
                : new ReportData.Bound(
                        law.get().bound(), law.get().binding(), law.get().share());
    }

    private @Nullable Double microsPerOperation(ToDoubleFunction<ResultRow> seconds) {
        return perOperation(row -> seconds.applyAsDouble(row) * MICROS_PER_SECOND);
    }

    /** Median over valid runs of an amount per operation; null if a run lacks it. */
    private @Nullable Double perOperation(ToDoubleFunction<ResultRow> amount) {
        double[] figures = cell.valid().values().stream()
                .mapToDouble(row -> amount.applyAsDouble(row) / figure(row, Column.OPERATIONS))
                .filter(Double::isFinite)
                .toArray();
        OptionalDouble median = Figures.median(figures);
        return figures.length < cell.valid().size() || median.isEmpty()
                ? null
                : Math.round(median.getAsDouble() * PLACES) / PLACES;
    }

    private static double figure(ResultRow row, Column column) {
        return row.number(column).orElse(Double.NaN);
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
