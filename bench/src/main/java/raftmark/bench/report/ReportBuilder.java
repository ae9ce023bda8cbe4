package raftmark.bench.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.SweepReport;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Factor;

/**
 * Turns result directories into what the page shows. The configurations of a directory are compared with each other only.
 * Open loops are left out: their throughput is what they were asked for.
 */
final class ReportBuilder {
    /** As in the table on the terminal. */
    private static final Comparator<CellSummary> ORDER = Comparator.comparing(
                    (CellSummary cell) -> cell.level(Factor.BACKEND))
            .thenComparing(CellSummary::termsId)
            .thenComparing(cell -> cell.level(Factor.BACKEND_OPTIONS))
            .thenComparing(Comparator.comparingInt(CellSummary::clients).reversed())
            .thenComparing(Comparator.comparing((CellSummary cell) -> cell.level(Factor.HANDLER))
                    .reversed())
            .thenComparing(cell -> cell.level(Factor.HANDLER_EXECUTOR))
            .thenComparingDouble(cell -> cell.serverThreads().orElse(0));

    private ReportBuilder() {}

    /** @throws IOException if the histograms of a directory cannot be read */
    static ReportData of(List<SweepFiles> sweeps) throws IOException {
        List<SweepReport> reports = new ArrayList<>();
        int count = 0;
        for (SweepFiles sweep : sweeps) {
            SweepReport report = SweepReport.of(sweep.question(), sweep.rows());
            reports.add(report);
            count += report.cells().size();
        }
        DisplayBudget budget = DisplayBudget.of(count);
        List<Double> tails = budget.tails();
        SeriesTable series = new SeriesTable(sweeps.size() > 1);
        List<ReportData.Directory> directories = new ArrayList<>();
        List<ReportData.Configuration> configurations = new ArrayList<>();
        for (int i = 0; i < sweeps.size(); i++) {
            SweepFiles sweep = sweeps.get(i);
            SweepReport report = reports.get(i);
            List<ConfigurationBuilder> builders = builders(i, sweep.label(), report.closedCells(), series);
            readHistograms(sweep, builders, budget);
            builders.forEach(builder -> configurations.add(builder.build(report.closedCells(), tails)));
            directories.add(DirectoryBuilder.of(sweep, report, withoutHistograms(builders)));
        }
        return new ReportData(ResultRow.SCHEMA_VERSION, directories, series.all(), tails, configurations);
    }

    private static List<ConfigurationBuilder> builders(
            int directory, String label, List<CellSummary> cells, SeriesTable series) {
        SeriesTable.Names names = new SeriesTable.Names(cells);
        return cells.stream()
                .sorted(ORDER)
                .map(cell -> new ConfigurationBuilder(cell, series.indexOf(directory, label, cell, names)))
                .toList();
    }

    private static void readHistograms(SweepFiles sweep, List<ConfigurationBuilder> builders, DisplayBudget budget)
            throws IOException {
        Map<String, ConfigurationBuilder> byRun = new HashMap<>();
        for (ConfigurationBuilder builder : builders) {
            for (ResultRow row : builder.cell().valid().values()) {
                byRun.put(row.get(Column.RUN_ID), builder);
            }
        }
        LatencyLog.read(sweep.histograms(), (run, intervals) -> {
            ConfigurationBuilder builder = byRun.get(run);
            if (builder != null) {
                builder.add(run, intervals, budget);
            }
        });
    }

    private static long withoutHistograms(List<ConfigurationBuilder> builders) {
        return builders.stream()
                .filter(builder -> !builder.cell().valid().isEmpty() && !builder.hasLatencies())
                .count();
    }
}
