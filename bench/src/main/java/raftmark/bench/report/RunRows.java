package raftmark.bench.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.Figures;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/** The rows that sum up the runs of a directory: of each run the one of service time, and of an open loop's that of response time. */
final class RunRows {
    private static final double PLACES = 1000;
    private static final String OPEN = "open";
    private static final String RESPONSE = "response";

    private final List<ResultRow> rows;
    private final Map<String, ResultRow> service = new HashMap<>();
    private final Map<String, ResultRow> response = new HashMap<>();

    RunRows(List<ResultRow> rows) {
        this.rows = List.copyOf(rows);
        for (ResultRow row : rows) {
            if (row.get(Column.OPERATION).equals(ResultRow.ALL_OPERATIONS)) {
                boolean isResponse = row.get(Column.LATENCY_KIND).equals(RESPONSE);
                (isResponse ? response : service).put(row.get(Column.RUN_ID), row);
            }
        }
    }

    /** The configurations of closed loops. */
    List<CellSummary> closed() {
        return CellSummary.of(rows.stream().filter(row -> !isOpen(row)).toList());
    }

    /** The configurations of open loops; those of different arrivals are different ones. */
    List<CellSummary> open() {
        Map<List<String>, List<ResultRow>> byArrivals = new LinkedHashMap<>();
        for (ResultRow row : rows) {
            if (isOpen(row)) {
                String load = row.get(Column.TARGET_LOAD);
                List<String> arrivals =
                        List.of(row.get(Column.ARRIVALS), load, load.isEmpty() ? row.get(Column.TARGET_RATE) : "");
                byArrivals.computeIfAbsent(arrivals, first -> new ArrayList<>()).add(row);
            }
        }
        return byArrivals.values().stream()
                .flatMap(ofArrivals -> CellSummary.of(ofArrivals).stream())
                .toList();
    }

    static boolean isOpen(CellSummary cell) {
        return cell.valid().values().stream().anyMatch(RunRows::isOpen)
                || cell.invalid().stream().anyMatch(RunRows::isOpen);
    }

    private static boolean isOpen(ResultRow row) {
        return row.get(Column.LOOP).equals(OPEN);
    }

    /** The rows of service time of a configuration's valid runs, in the order of repetitions. */
    List<ResultRow> service(CellSummary cell) {
        return cell.valid().values().stream()
                .map(row -> service.getOrDefault(row.get(Column.RUN_ID), row))
                .toList();
    }

    /** The rows of response time of a configuration's valid runs; a run without one is left out. */
    List<ResultRow> response(CellSummary cell) {
        return cell.valid().values().stream()
                .flatMap(row -> Optional.ofNullable(response.get(row.get(Column.RUN_ID))).stream())
                .toList();
    }

    /** Median of what these rows have in a column; null if one of them lacks it. */
    static @Nullable Double median(List<ResultRow> rows, Column column) {
        return median(rows, row -> row.number(column));
    }

    /** Median of an amount per operation, rounded to a thousandth; null if a row lacks it. */
    static @Nullable Double perOperation(
            List<ResultRow> rows, double factor, Function<ResultRow, OptionalDouble> amount) {
        return rounded(median(rows, row -> {
            double operations = row.number(Column.OPERATIONS).orElse(0);
            OptionalDouble total = amount.apply(row);
            return total.isPresent() && operations > 0
                    ? OptionalDouble.of(total.getAsDouble() * factor / operations)
                    : OptionalDouble.empty();
        }));
    }

    static ReportData.Spread spread(List<ResultRow> rows, Column column) {
        List<Double> runs = rows.stream()
                .flatMapToDouble(row -> row.number(column).stream())
                .boxed()
                .toList();
        return new ReportData.Spread(median(rows, column), rows.size() == 1 ? null : runs);
    }

    /** To a thousandth. */
    static @Nullable Double rounded(@Nullable Double figure) {
        return figure == null ? null : Math.round(figure * PLACES) / PLACES;
    }

    private static @Nullable Double median(List<ResultRow> rows, Function<ResultRow, OptionalDouble> figure) {
        double[] figures =
                rows.stream().flatMapToDouble(row -> figure.apply(row).stream()).toArray();
        OptionalDouble median = Figures.median(figures);
        return figures.length < rows.size() || median.isEmpty() ? null : median.getAsDouble();
    }
}
