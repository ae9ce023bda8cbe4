package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import raftmark.bench.plan.Label;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Factor;

/**
 * One configuration with all its runs. Only valid runs enter a figure.
 *
 * @param levels level of every factor, as in the rows
 * @param termsId the fairness terms
 * @param valid rows that sum up a run, by repetition
 * @param invalid rows of the configuration's own runs that may not enter a figure
 * @param twins valid rows of the same configuration run again under label b, by repetition: for the noise floor, no figure
 */
public record CellSummary(
        Map<Factor, String> levels,
        String termsId,
        SortedMap<Integer, ResultRow> valid,
        List<ResultRow> invalid,
        SortedMap<Integer, ResultRow> twins) {
    /** The order of tables, on the terminal and on the page: those to be compared stand together, by growing threads. */
    public static final Comparator<CellSummary> TABLE_ORDER = Comparator.comparing(
                    (CellSummary cell) -> cell.level(Factor.BACKEND))
            .thenComparing(CellSummary::termsId)
            .thenComparing(cell -> cell.level(Factor.BACKEND_OPTIONS))
            .thenComparing(Comparator.comparingInt(CellSummary::clients).reversed())
            .thenComparing(Comparator.comparing((CellSummary cell) -> cell.level(Factor.HANDLER))
                    .reversed())
            .thenComparing(cell -> cell.level(Factor.HANDLER_EXECUTOR))
            .thenComparingDouble(cell -> cell.serverThreads().orElse(0));

    public CellSummary {
        levels = new EnumMap<>(levels);
        valid = new TreeMap<>(valid);
        invalid = List.copyOf(invalid);
        twins = new TreeMap<>(twins);
    }

    /** What makes runs comparable: a sweep that was resumed under other terms has two of equal levels. */
    private record Configuration(Map<Factor, String> levels, String termsId) {}

    /**
     * Groups rows by configuration and terms, in the order of first appearance. Configurations of which only label b ran, as
     * happens where a sweep is interrupted, have no figure and are left out.
     */
    public static List<CellSummary> of(List<ResultRow> rows) {
        return grouped(CountedRuns.summaries(rows));
    }

    /** The same with service times, also of open loops. */
    static List<CellSummary> ofServiceTimes(List<ResultRow> rows) {
        return grouped(rows.stream().filter(ResultRow::isSummary).toList());
    }

    private static List<CellSummary> grouped(List<ResultRow> summaries) {
        Map<Configuration, List<ResultRow>> byConfiguration = new LinkedHashMap<>();
        for (ResultRow row : summaries) {
            Configuration configuration = new Configuration(levelsOf(row), row.get(Column.TERMS_ID));
            byConfiguration
                    .computeIfAbsent(configuration, first -> new ArrayList<>())
                    .add(row);
        }
        List<CellSummary> cells = new ArrayList<>();
        byConfiguration.forEach((configuration, ofCell) -> {
            SortedMap<Integer, ResultRow> valid = new TreeMap<>();
            List<ResultRow> invalid = new ArrayList<>();
            SortedMap<Integer, ResultRow> twins = new TreeMap<>();
            for (ResultRow row : ofCell) {
                boolean twin = isTwin(row);
                if (row.isValid()) {
                    (twin ? twins : valid).put(Integer.parseInt(row.get(Column.REPETITION)), row);
                } else if (!twin) {
                    invalid.add(row);
                }
            }
            if (!valid.isEmpty() || !invalid.isEmpty()) {
                cells.add(new CellSummary(configuration.levels(), configuration.termsId(), valid, invalid, twins));
            }
        });
        return cells;
    }

    /** Whether a row is of label b: for the noise floor, and in no figure or count of its configuration. */
    static boolean isTwin(ResultRow row) {
        return row.get(Column.LABEL).equals(Label.B.text());
    }

    /** Whether all factors and terms are the same, whatever runs either has. */
    public boolean isSameConfigurationAs(CellSummary other) {
        return levels.equals(other.levels) && termsId.equals(other.termsId);
    }

    /** The level of a factor as in the rows, empty if it has none. */
    public String level(Factor factor) {
        return levels.getOrDefault(factor, "");
    }

    /** Size of the fixed pool; empty with another executor. */
    public OptionalDouble serverThreads() {
        String text = level(Factor.SERVER_THREADS);
        return text.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Integer.parseInt(text));
    }

    /** Whether clients wait for an answer before they send again, so that throughput is what the servers give. */
    public boolean closedLoop() {
        return !level(Factor.LOOP).equals("open");
    }

    /** Requests outstanding, one a client. */
    public int clients() {
        return Integer.parseInt(level(Factor.CLIENTS));
    }

    /** The figures of a column, one a valid run that has it. */
    public double[] figures(Column column) {
        return valid.values().stream()
                .map(row -> row.number(column))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    /**
     * Median over valid runs; empty if one of them lacks the figure: a percentile is missing where operations were few, and
     * the runs that have it would be the fast ones.
     */
    public OptionalDouble median(Column column) {
        double[] figures = figures(column);
        return figures.length < valid.size() ? OptionalDouble.empty() : Figures.median(figures);
    }

    /** Median operations per second. */
    public OptionalDouble throughput() {
        return median(Column.THROUGHPUT_OPS_PER_SECOND);
    }

    /**
     * Student's 95 % interval of the mean throughput over the runs, on logarithms, in operations per second. It says how sure a
     * configuration's own level is; whether two differ is a matter of their ratio, whose pairs share their drift.
     *
     * @return empty with fewer than {@value LogRatio#RUNS_MIN} valid runs, and where one of them ended nothing
     */
    public Optional<Interval> throughputInterval() {
        double[] figures = figures(Column.THROUGHPUT_OPS_PER_SECOND);
        if (figures.length < valid.size() || Arrays.stream(figures).anyMatch(figure -> figure <= 0)) {
            return Optional.empty();
        }
        return LogRatio.ofLogs(Arrays.stream(figures).map(Math::log).toArray()).interval();
    }

    /** S of the law: median over runs of handler-busy seconds per operation; empty where it was not measured. */
    public OptionalDouble handlerSecondsPerOperation() {
        return Figures.median(valid.values().stream()
                .filter(row -> row.number(Column.HANDLER_BUSY_SECONDS).isPresent()
                        && row.number(Column.OPERATIONS).orElse(0) > 0)
                .mapToDouble(row -> row.number(Column.HANDLER_BUSY_SECONDS).orElse(0)
                        / row.number(Column.OPERATIONS).orElse(1))
                .toArray());
    }

    private static Map<Factor, String> levelsOf(ResultRow row) {
        Map<Factor, String> levels = new EnumMap<>(Factor.class);
        for (Factor factor : Factor.values()) {
            levels.put(factor, row.level(factor));
        }
        return levels;
    }
}
