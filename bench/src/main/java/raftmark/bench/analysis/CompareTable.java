package raftmark.bench.analysis;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import raftmark.bench.spec.Factor;

/** Comparisons as a table for people: a line for each figure of each pair. */
final class CompareTable {
    private static final Map<RunFigure, String> LABELS = Map.of(
            RunFigure.THROUGHPUT, "ops/s",
            RunFigure.P50, "p50 µs",
            RunFigure.P99, "p99 µs",
            RunFigure.SERVER_CPU_PER_OPERATION, "server CPU µs/op");

    private final List<Comparison> comparisons;
    private final List<Cells> columns = new ArrayList<>();

    /** A column: what stands above it, and in each line. */
    private record Cells(String header, HorizontalAlign align, Function<Comparison, String> text) {}

    CompareTable(List<Comparison> comparisons, CellNames names, List<Factor> by) {
        this.comparisons = List.copyOf(comparisons);
        left("configuration", comparison -> names.of(comparison.pair().base()));
        if (!by.isEmpty()) {
            left(String.join("/", by.stream().map(Factor::key).toList()), comparison -> change(comparison, by));
        }
        left(
                "figure",
                comparison -> LABELS.getOrDefault(
                        comparison.figure(), comparison.figure().name()));
        right("base", comparison -> median(comparison, comparison.pair().base()));
        right("other", comparison -> median(comparison, comparison.pair().other()));
        right(
                "ratio",
                comparison ->
                        comparison.ratio().map(ratio -> ratio(ratio.ratio())).orElse("–"));
        right("95 % interval", comparison -> interval(comparison.ratio().flatMap(LogRatio::interval)));
        right("bootstrap", comparison -> interval(comparison.ratio().flatMap(LogRatio::bootstrap)));
        right("floor", comparison -> floor(comparison.floorRatio()));
        right("p (Holm)", comparison -> p(comparison.p()));
        right("runs", CompareTable::runs);
        left("verdict", comparison -> comparison.finding().text());
    }

    String text() {
        List<ColumnData<Comparison>> shown = columns.stream()
                .map(column -> new Column()
                        .header(column.header())
                        .headerAlign(column.align())
                        .dataAlign(column.align())
                        .with(column.text()))
                .toList();
        return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, comparisons, shown);
    }

    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Cells::header).toList()));
        lines.add("|"
                + String.join(
                        "|",
                        columns.stream()
                                .map(column -> column.align() == HorizontalAlign.RIGHT ? "---:" : "---")
                                .toList())
                + "|");
        for (Comparison comparison : comparisons) {
            lines.add(line(columns.stream()
                    .map(column -> column.text().apply(comparison))
                    .toList()));
        }
        return String.join("\n", lines);
    }

    private static String line(List<String> texts) {
        return "| "
                + String.join(
                        " | ",
                        texts.stream().map(text -> text.replace("|", "\\|")).toList()) + " |";
    }

    private void left(String header, Function<Comparison, String> text) {
        columns.add(new Cells(header, HorizontalAlign.LEFT, text));
    }

    private void right(String header, Function<Comparison, String> text) {
        columns.add(new Cells(header, HorizontalAlign.RIGHT, text));
    }

    private static String change(Comparison comparison, List<Factor> by) {
        return CellNames.levels(comparison.pair().base(), by) + " → "
                + CellNames.levels(comparison.pair().other(), by);
    }

    private static String median(Comparison comparison, CellSummary cell) {
        OptionalDouble median = comparison.figure().median(cell);
        return median.isPresent() ? Figures.text(median.getAsDouble()) : "–";
    }

    private static String interval(Optional<Interval> interval) {
        return interval.map(ends -> ratio(ends.low()) + "–" + ratio(ends.high()))
                .orElse("–");
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio >= 10 ? "%.1f" : "%.3f", ratio);
    }

    private static String floor(OptionalDouble ratio) {
        return ratio.isPresent() ? String.format(Locale.ROOT, "±%.1f %%", (ratio.getAsDouble() - 1) * 100) : "–";
    }

    private static String p(OptionalDouble p) {
        if (p.isEmpty()) {
            return "–";
        }
        return p.getAsDouble() < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", p.getAsDouble());
    }

    /** Pairs of runs, or the runs of each side. */
    private static String runs(Comparison comparison) {
        CellPair pair = comparison.pair();
        return pair.oneSweep()
                ? Integer.toString(comparison.ratio().map(LogRatio::runs).orElse(0))
                : pair.base().valid().size() + "/" + pair.other().valid().size();
    }
}
