package raftmark.bench.analysis;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import raftmark.bench.spec.Factor;

/** Comparisons as CSV: a row for each figure of each pair, and one for each pair that is not comparable. Empty is unknown. */
final class CompareCsv {
    private static final List<String> HEADER = List.of(
            "configuration",
            "base_level",
            "other_level",
            "figure",
            "unit",
            "base_median",
            "other_median",
            "ratio",
            "interval_low",
            "interval_high",
            "bootstrap_low",
            "bootstrap_high",
            "floor_ratio",
            "p_holm",
            "base_runs",
            "other_runs",
            "base_invalid_runs",
            "other_invalid_runs",
            "verdict",
            "terms_id",
            "note");

    private final CellNames names;
    private final List<Factor> by;
    private final List<List<String>> rows = new ArrayList<>(List.of(HEADER));

    CompareCsv(CellNames names, List<Factor> by) {
        this.names = names;
        this.by = List.copyOf(by);
    }

    void add(Comparison comparison) {
        CellPair pair = comparison.pair();
        Optional<LogRatio> ratio = comparison.ratio();
        Optional<Interval> interval = ratio.flatMap(LogRatio::interval);
        Optional<Interval> bootstrap = ratio.flatMap(LogRatio::bootstrap);
        List<String> row = new ArrayList<>(start(pair.base(), pair.other()));
        row.add(comparison.figure().name());
        row.add(comparison.figure().unit());
        row.add(number(comparison.figure().median(pair.base())));
        row.add(number(comparison.figure().median(pair.other())));
        row.add(number(ratio, LogRatio::ratio));
        row.add(number(interval, Interval::low));
        row.add(number(interval, Interval::high));
        row.add(number(bootstrap, Interval::low));
        row.add(number(bootstrap, Interval::high));
        row.add(number(comparison.floorRatio()));
        row.add(number(comparison.p()));
        row.addAll(runs(pair.base(), pair.other()));
        row.add(comparison.finding().text());
        row.add(pair.base().termsId());
        row.add("");
        rows.add(row);
    }

    /** @param reason why these two are not compared */
    void addNotComparable(CellSummary base, CellSummary other, String reason) {
        List<String> row = new ArrayList<>(start(base, other));
        for (int i = row.size(); i < HEADER.indexOf("base_runs"); i++) {
            row.add("");
        }
        row.addAll(runs(base, other));
        row.add("not comparable");
        row.add("");
        row.add(reason);
        rows.add(row);
    }

    String text() {
        StringWriter text = new StringWriter();
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            rows.forEach(writer::writeRecord);
        } catch (IOException never) {
            throw new UncheckedIOException("a StringWriter does not fail", never);
        }
        return text.toString();
    }

    private List<String> start(CellSummary base, CellSummary other) {
        return List.of(names.of(base), CellNames.levels(base, by), CellNames.levels(other, by));
    }

    private static List<String> runs(CellSummary base, CellSummary other) {
        return List.of(
                Integer.toString(base.valid().size()),
                Integer.toString(other.valid().size()),
                Integer.toString(base.invalid().size()),
                Integer.toString(other.invalid().size()));
    }

    private static <T> String number(Optional<T> from, ToDoubleFunction<T> figure) {
        return from.map(there -> Double.toString(figure.applyAsDouble(there))).orElse("");
    }

    private static String number(OptionalDouble figure) {
        return figure.isPresent() ? Double.toString(figure.getAsDouble()) : "";
    }
}
