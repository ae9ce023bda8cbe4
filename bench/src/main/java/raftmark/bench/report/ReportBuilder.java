package raftmark.bench.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import raftmark.bench.analysis.By;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.CompareReport;
import raftmark.bench.analysis.SweepReport;
import raftmark.bench.result.Column;
import raftmark.bench.result.RecordedResults;
import raftmark.bench.result.ResultRow;

/** Turns result directories into what the page shows. */
final class ReportBuilder {
    /** As in the table on the terminal. */
    private final List<SweepFiles> sweeps;

    private final Pools pools = new Pools();
    private final List<ReportData.Directory> directories = new ArrayList<>();
    private final List<ReportData.Configuration> configurations = new ArrayList<>();
    private final List<ReportData.ThreadVerdict> verdicts = new ArrayList<>();
    private final List<ReportData.Ladder> ladders = new ArrayList<>();
    private final List<ReportData.Change> changes = new ArrayList<>();

    private final DisplayBudget budget;

    private ReportBuilder(List<SweepFiles> sweeps, DisplayBudget budget) {
        this.sweeps = sweeps;
        this.budget = budget;
    }

    /** @throws IOException if the histograms of a directory cannot be read */
    static ReportData of(List<SweepFiles> sweeps, DisplayBudget budget) throws IOException {
        return new ReportBuilder(sweeps, budget).build();
    }

    private ReportData build() throws IOException {
        List<RunRows> rows =
                sweeps.stream().map(sweep -> new RunRows(sweep.rows())).toList();
        SeriesTable series = new SeriesTable(sweeps.size() > 1);
        for (int i = 0; i < sweeps.size(); i++) {
            SweepFiles sweep = sweeps.get(i);
            List<CellSummary> closed = rows.get(i).closed();
            List<ConfigurationBuilder> builders = builders(i, closed, rows.get(i), series);
            readHistograms(sweep, builders);
            builders.forEach(builder -> configurations.add(builder.build(closed, budget, pools)));
            Map<CellSummary, Integer> seriesOf = new IdentityHashMap<>();
            builders.forEach(builder -> seriesOf.put(builder.cell(), builder.series()));
            verdicts.addAll(ThreadVerdicts.of(closed, cell -> seriesOf.getOrDefault(cell, 0)));
            ladders.addAll(Ladders.of(i, closed));
            SweepReport report = SweepReport.of(sweep.question(), sweep.rows());
            directories.add(DirectoryBuilder.of(sweep, report, compared(i, builders), withoutHistograms(builders)));
        }
        return new ReportData(
                ResultRow.SCHEMA_VERSION,
                budget.isThinned(),
                false,
                directories,
                series.all(),
                pools.names(),
                budget.tails(),
                configurations,
                verdicts,
                ladders,
                changes);
    }

    private List<ConfigurationBuilder> builders(
            int directory, List<CellSummary> closed, RunRows rows, SeriesTable series) {
        List<CellSummary> cells = new ArrayList<>(closed);
        cells.addAll(rows.open());
        SeriesTable.Names names = new SeriesTable.Names(cells);
        return cells.stream()
                .sorted(CellSummary.TABLE_ORDER)
                .map(cell -> new ConfigurationBuilder(
                        cell, series.indexOf(directory, sweeps.get(directory).label(), cell, names), rows))
                .toList();
    }

    /** Adds the changes from the first directory to this one, and gives what must be said of them. */
    private List<String> compared(int directory, List<ConfigurationBuilder> builders) {
        if (directory == 0) {
            return List.of();
        }
        for (SweepFiles sweep : List.of(sweeps.get(0), sweeps.get(directory))) {
            if (sweep.rows().isEmpty()) {
                return List.of(sweep.label() + " holds no finished run: there is nothing to compare.");
            }
        }
        CompareReport comparison =
                CompareReport.ofSweeps(recorded(sweeps.get(0)), recorded(sweeps.get(directory)), List.<By>of());
        if (comparison.isEmpty()) {
            List<String> why = new ArrayList<>(List.of("Nothing can be compared."));
            why.addAll(comparison.notes());
            return why;
        }
        comparison
                .changes()
                .forEach(change -> changes.add(new ReportData.Change(
                        seriesOf(change.other(), builders),
                        change.other().closedLoop() ? change.other().clients() : null,
                        change.configuration(),
                        change.effect().figure(),
                        change.effect().unit(),
                        ThreadVerdicts.effect(change.effect()))));
        return comparison.notes();
    }

    private static int seriesOf(CellSummary compared, List<ConfigurationBuilder> builders) {
        return builders.stream()
                .filter(builder -> builder.cell().isSameConfigurationAs(compared))
                .findFirst()
                .orElseThrow()
                .series();
    }

    private static RecordedResults recorded(SweepFiles sweep) {
        return new RecordedResults(
                sweep.label(),
                sweep.rows(),
                DirectoryBuilder.terms(sweep.environment().path("terms")),
                DirectoryBuilder.machine(sweep.environment()),
                // The page says them beside the directory.
                List.of());
    }

    private void readHistograms(SweepFiles sweep, List<ConfigurationBuilder> builders) throws IOException {
        Map<String, ConfigurationBuilder> byRun = new HashMap<>();
        for (ConfigurationBuilder builder : builders) {
            for (ResultRow row : builder.cell().valid().values()) {
                byRun.put(row.get(Column.RUN_ID), builder);
            }
        }
        LatencyLog.read(sweep.histograms(), (run, service, response) -> {
            ConfigurationBuilder builder = byRun.get(run);
            if (builder != null) {
                builder.add(run, service, response, budget);
            }
        });
    }

    private static int withoutHistograms(List<ConfigurationBuilder> builders) {
        return builders.stream()
                .mapToInt(ConfigurationBuilder::runsWithoutHistograms)
                .sum();
    }
}
