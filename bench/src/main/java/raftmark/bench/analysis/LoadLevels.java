package raftmark.bench.analysis;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Factor;

/**
 * The open loops of a sweep: what was asked for, what came, and how long it took from sending and from the intended sending.
 * They are no part of the table of capacities: their throughput is what they were asked for.
 */
final class LoadLevels {
    private static final double MICROS_PER_MILLI = 1000;
    /** From here on waiting is more than half of the latency. */
    private static final double KNEE_FACTOR = 2;

    private final List<Level> levels;

    /**
     * A configuration of an open loop.
     *
     * @param service figures of its service times, and everything that does not depend on the kind
     * @param response figures of its response times
     */
    private record Level(CellSummary service, CellSummary response) {
        OptionalDouble targetRate() {
            return service.median(Column.TARGET_RATE);
        }

        OptionalDouble responseP99() {
            return response.median(Column.LATENCY_P99_MICROS);
        }

        /** Orders levels that were never measured by what was asked for, too. */
        double order() {
            String asked = service.level(Factor.TARGET_RATE).replace("%", "");
            return asked.isEmpty() ? 0 : Double.parseDouble(asked);
        }

        String asked() {
            return service.level(Factor.TARGET_RATE);
        }
    }

    private LoadLevels(List<Level> levels) {
        this.levels = levels;
    }

    static LoadLevels of(List<ResultRow> rows) {
        Map<Object, CellSummary> responses = CellSummary.of(rows).stream()
                .filter(cell -> !cell.closedLoop())
                .collect(Collectors.toMap(LoadLevels::key, cell -> cell));
        return new LoadLevels(CellSummary.ofServiceTimes(rows).stream()
                .filter(cell -> !cell.closedLoop())
                // Where no run was measured there is no row of response times.
                .map(cell -> new Level(cell, responses.getOrDefault(key(cell), cell)))
                .sorted(Comparator.comparing((Level level) -> level.service().level(Factor.BACKEND))
                        .thenComparing(level -> level.service().termsId())
                        .thenComparing(level -> series(level.service()).toString())
                        .thenComparingDouble(Level::order))
                .toList());
    }

    boolean isEmpty() {
        return levels.isEmpty();
    }

    private static Object key(CellSummary cell) {
        return List.of(cell.levels(), cell.termsId());
    }

    /** What the levels of one hockey stick share. */
    private static Map<Factor, String> series(CellSummary cell) {
        Map<Factor, String> rest = new EnumMap<>(cell.levels());
        rest.remove(Factor.TARGET_RATE);
        return rest;
    }

    String table() {
        CellNames names = new CellNames(
                levels.stream().map(Level::service).toList(),
                Set.of(Factor.CLIENTS, Factor.TARGET_RATE, Factor.ARRIVALS));
        List<ColumnData<Level>> columns = new ArrayList<>();
        columns.add(column("open loop", HorizontalAlign.LEFT, level -> names.of(level.service())));
        columns.add(column(
                "arrivals", HorizontalAlign.LEFT, level -> level.service().level(Factor.ARRIVALS)));
        columns.add(column(
                "out max", HorizontalAlign.RIGHT, level -> level.service().level(Factor.CLIENTS)));
        columns.add(column("asked", HorizontalAlign.RIGHT, Level::asked));
        columns.add(column("target ops/s", HorizontalAlign.RIGHT, level -> number("%,.0f", level.targetRate(), 1)));
        columns.add(column(
                "achieved",
                HorizontalAlign.RIGHT,
                level -> number("%,.0f", level.service().throughput(), 1)));
        columns.add(column("service p50/p99/p99.9 ms", HorizontalAlign.RIGHT, level -> percentiles(level.service())));
        columns.add(column("response p50/p99/p99.9 ms", HorizontalAlign.RIGHT, level -> percentiles(level.response())));
        columns.add(column(
                "lag p99 ms",
                HorizontalAlign.RIGHT,
                level -> number("%.2f", level.service().median(Column.SEND_LAG_P99_MICROS), MICROS_PER_MILLI)));
        columns.add(column("runs", HorizontalAlign.RIGHT, level -> runs(level.service())));
        return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, levels, columns);
    }

    /** A sentence for each series of rates: how far response times stay near those of the lowest one, and where none is known. */
    List<String> answers() {
        Map<Object, List<Level>> bySeries = new LinkedHashMap<>();
        for (Level level : levels) {
            bySeries.computeIfAbsent(
                            List.of(series(level.service()), level.service().termsId()), first -> new ArrayList<>())
                    .add(level);
        }
        CellNames names =
                new CellNames(levels.stream().map(Level::service).toList(), Set.of(Factor.CLIENTS, Factor.TARGET_RATE));
        return bySeries.values().stream()
                .filter(series -> series.size() > 1)
                .map(series -> answer(names.of(series.get(0).service()), series))
                .toList();
    }

    private static String answer(String name, List<Level> series) {
        List<Level> known =
                series.stream().filter(level -> level.responseP99().isPresent()).toList();
        return "* " + name + ", open loop: " + course(known)
                + asked(
                        "; no valid run at ",
                        series,
                        level -> level.service().valid().isEmpty())
                + asked(
                        "; too few operations for a p99 at ",
                        series,
                        level -> !level.service().valid().isEmpty()
                                && level.responseP99().isEmpty())
                + leftOut(series)
                + ".";
    }

    /** Among INVALID runs are those that missed their target, in which requests queued: what they took is said beside the figures without them. */
    private static String leftOut(List<Level> series) {
        List<String> rates = series.stream()
                .filter(level -> !level.service().invalid().isEmpty())
                .map(level -> level.service().invalid().size() + " of "
                        + (level.service().invalid().size()
                                + level.service().valid().size()) + " runs at "
                        + level.asked() + p99s(level.response().invalid()))
                .toList();
        return rates.isEmpty() ? "" : "; INVALID and in no figure: " + String.join(", ", rates);
    }

    private static String p99s(List<ResultRow> rows) {
        String known = rows.stream()
                .flatMapToDouble(row -> row.number(Column.LATENCY_P99_MICROS).stream())
                .sorted()
                .mapToObj(micros -> String.format(Locale.ROOT, "%,.0f", micros / MICROS_PER_MILLI))
                .collect(Collectors.joining(", "));
        return known.isEmpty() ? "" : " (p99 " + known + " ms)";
    }

    private static String course(List<Level> known) {
        if (known.isEmpty()) {
            return "no p99 of response times at any rate";
        }
        Level first = known.get(0);
        if (known.size() == 1) {
            return String.format(
                    Locale.ROOT,
                    "a p99 of response times is known at %s (%,.0f ops/s) alone, %.1f ms",
                    first.asked(),
                    first.targetRate().orElse(Double.NaN),
                    first.responseP99().orElse(Double.NaN) / MICROS_PER_MILLI);
        }
        Level last = known.get(known.size() - 1);
        double limit = KNEE_FACTOR * first.responseP99().orElse(Double.NaN);
        String knee = known.stream()
                .filter(level -> level.responseP99().orElse(0) > limit)
                .findFirst()
                .map(level -> "it was more than twice that of the lowest of these rates first at " + level.asked())
                .orElse("at none of these rates was it twice that of the lowest");
        return String.format(
                Locale.ROOT,
                "from %s (%,.0f ops/s) to %s (%,.0f ops/s) the p99 of response times went from %.1f to %.1f ms; %s",
                first.asked(),
                first.targetRate().orElse(Double.NaN),
                last.asked(),
                last.targetRate().orElse(Double.NaN),
                first.responseP99().orElse(Double.NaN) / MICROS_PER_MILLI,
                last.responseP99().orElse(Double.NaN) / MICROS_PER_MILLI,
                knee);
    }

    /** The rates of these levels after {@code words}; nothing if there is none. */
    private static String asked(String words, List<Level> series, Predicate<Level> which) {
        List<String> rates = series.stream().filter(which).map(Level::asked).toList();
        return rates.isEmpty() ? "" : words + String.join(", ", rates);
    }

    private static String percentiles(CellSummary cell) {
        return number("%.2f", cell.median(Column.LATENCY_P50_MICROS), MICROS_PER_MILLI) + " / "
                + number("%.2f", cell.median(Column.LATENCY_P99_MICROS), MICROS_PER_MILLI) + " / "
                + number("%.2f", cell.median(Column.LATENCY_P999_MICROS), MICROS_PER_MILLI);
    }

    private static String runs(CellSummary cell) {
        int all = cell.valid().size() + cell.invalid().size();
        return cell.invalid().isEmpty() ? Integer.toString(all) : cell.valid().size() + " of " + all;
    }

    private static String number(String format, OptionalDouble figure, double divisor) {
        return figure.isPresent() ? String.format(Locale.ROOT, format, figure.getAsDouble() / divisor) : "–";
    }

    private static ColumnData<Level> column(String header, HorizontalAlign align, Function<Level, String> text) {
        return new com.github.freva.asciitable.Column()
                .header(header)
                .headerAlign(align)
                .dataAlign(align)
                .with(text);
    }
}
