package raftmark.bench.analysis;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import raftmark.bench.spec.Factor;

/** The configurations as a table for a terminal: a line each, medians over valid runs, the range of throughput beside it. */
final class ResultTable {
    private static final double MICROS_PER_MILLI = 1000;
    /** Factors that get a column, or a word in the answer, only where they vary. */
    static final List<Factor> IF_VARYING = List.of(
            Factor.CLUSTER,
            Factor.NODES,
            Factor.ACCESS,
            Factor.JVM,
            Factor.BACKEND_OPTIONS,
            Factor.GRPC_IO_THREADS,
            Factor.CHANNELS,
            Factor.TARGET,
            Factor.ROUTE,
            Factor.WORKLOAD,
            Factor.KEYS,
            Factor.KEY_COUNT,
            Factor.VALUE_BYTES,
            Factor.READ_LEVEL);

    private final List<CellSummary> cells;

    ResultTable(List<CellSummary> cells) {
        this.cells = cells.stream().sorted(CellSummary.TABLE_ORDER).toList();
    }

    String text() {
        List<com.github.freva.asciitable.ColumnData<CellSummary>> columns = new ArrayList<>();
        columns.add(column("backend", HorizontalAlign.LEFT, cell -> cell.level(Factor.BACKEND)));
        columns.add(column(
                "handler",
                HorizontalAlign.LEFT,
                cell -> (cell.level(Factor.HANDLER) + " " + cell.level(Factor.HANDLER_EXECUTOR)).strip()));
        columns.add(column("threads", HorizontalAlign.RIGHT, cell -> cell.level(Factor.SERVER_THREADS)));
        columns.add(column("clients", HorizontalAlign.RIGHT, cell -> cell.level(Factor.CLIENTS)));
        for (Factor factor : IF_VARYING) {
            // Baselines of one client have fewer channels by necessity: that is no factor.
            if (cells.stream()
                            .filter(cell -> cell.clients() > 1)
                            .map(cell -> cell.level(factor))
                            .distinct()
                            .count()
                    > 1) {
                columns.add(column(factor.key(), HorizontalAlign.RIGHT, cell -> cell.level(factor)));
            }
        }
        columns.add(column("ops/s", HorizontalAlign.RIGHT, cell -> number("%,.0f", cell.throughput(), 1)));
        columns.add(column("range", HorizontalAlign.RIGHT, ResultTable::range));
        columns.add(column(
                "p50 ms",
                HorizontalAlign.RIGHT,
                cell -> number(
                        "%.2f", cell.median(raftmark.bench.result.Column.LATENCY_P50_MICROS), MICROS_PER_MILLI)));
        columns.add(column(
                "p99 ms",
                HorizontalAlign.RIGHT,
                cell -> number(
                        "%.2f", cell.median(raftmark.bench.result.Column.LATENCY_P99_MICROS), MICROS_PER_MILLI)));
        columns.add(column(
                "S ms",
                HorizontalAlign.RIGHT,
                cell -> number("%.3f", cell.handlerSecondsPerOperation(), 1 / MICROS_PER_MILLI)));
        columns.add(column(
                "law ops/s",
                HorizontalAlign.RIGHT,
                cell -> law(cell, law -> String.format(Locale.ROOT, "%,.0f", law.bound()))));
        columns.add(column("binds", HorizontalAlign.LEFT, cell -> law(cell, Law::binding)));
        columns.add(column(
                "reached",
                HorizontalAlign.RIGHT,
                cell -> law(
                        cell,
                        law -> law.isCeiling() ? "is it" : String.format(Locale.ROOT, "%.0f %%", law.share() * 100))));
        columns.add(column(
                "runs",
                HorizontalAlign.RIGHT,
                cell -> cell.valid().size()
                        + (cell.invalid().isEmpty()
                                ? ""
                                : " of " + (cell.valid().size() + cell.invalid().size()))));
        return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, cells, columns);
    }

    private String law(CellSummary cell, Function<Law, String> text) {
        Optional<Law> law = Law.of(cell, cells);
        return law.map(text).orElse("");
    }

    private static String range(CellSummary cell) {
        double[] figures = cell.figures(raftmark.bench.result.Column.THROUGHPUT_OPS_PER_SECOND);
        if (figures.length < 2) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "%,.0f–%,.0f",
                Arrays.stream(figures).min().orElse(0),
                Arrays.stream(figures).max().orElse(0));
    }

    private static String number(String format, OptionalDouble figure, double divisor) {
        return figure.isPresent() ? String.format(Locale.ROOT, format, figure.getAsDouble() / divisor) : "–";
    }

    private static com.github.freva.asciitable.ColumnData<CellSummary> column(
            String header, HorizontalAlign align, Function<CellSummary, String> text) {
        return new Column().header(header).headerAlign(align).dataAlign(align).with(text);
    }
}
