package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;

/**
 * A figure of a run that can be compared or bounded: a column of numbers, or one of them per operation.
 *
 * @param name as in expressions and tables
 * @param unit as {@link Column#unit()}
 * @param column where it stands
 * @param factor from the column's unit to this one
 * @param perOperation whether it is divided by the operations of the run
 */
record RunFigure(String name, String unit, Column column, double factor, boolean perOperation) {
    private static final double MICROS_PER_SECOND = 1e6;

    static final RunFigure THROUGHPUT = of(Column.THROUGHPUT_OPS_PER_SECOND);
    static final RunFigure P50 = of(Column.LATENCY_P50_MICROS);
    static final RunFigure P99 = of(Column.LATENCY_P99_MICROS);

    /** What an operation costs the servers, in microseconds of CPU time. */
    static final RunFigure SERVER_CPU_PER_OPERATION =
            new RunFigure("server_cpu_micros_per_operation", "µs", Column.SERVER_CPU_SECONDS, MICROS_PER_SECOND, true);

    /** How often an operation puts a thread of the servers to sleep: what batching saves. */
    static final RunFigure SWITCHES_PER_OPERATION = new RunFigure(
            "server_voluntary_context_switches_per_operation",
            "count",
            Column.SERVER_VOLUNTARY_CONTEXT_SWITCHES,
            1,
            true);

    /** S of the law. */
    static final RunFigure HANDLER_BUSY_PER_OPERATION = new RunFigure(
            "handler_busy_micros_per_operation", "µs", Column.HANDLER_BUSY_SECONDS, MICROS_PER_SECOND, true);

    /** What a comparison looks at. */
    static final List<RunFigure> COMPARED = List.of(THROUGHPUT, P50, P99, SERVER_CPU_PER_OPERATION);

    private static final Set<Column> MORE_IS_BETTER =
            Collections.unmodifiableSet(EnumSet.of(Column.OPERATIONS, Column.THROUGHPUT_OPS_PER_SECOND));

    private static RunFigure of(Column column) {
        return new RunFigure(column.key(), column.unit(), column, 1, false);
    }

    /** All of them: every measured column, and what an operation costs. */
    static List<RunFigure> all() {
        List<RunFigure> all = new ArrayList<>();
        all.add(of(Column.WARMUP_SECONDS));
        EnumSet.range(Column.OPERATIONS, Column.LEADER_CHANGES).forEach(column -> all.add(of(column)));
        all.add(SERVER_CPU_PER_OPERATION);
        all.add(SWITCHES_PER_OPERATION);
        all.add(HANDLER_BUSY_PER_OPERATION);
        return all;
    }

    static Optional<RunFigure> named(String name) {
        return all().stream().filter(figure -> figure.name().equals(name)).findFirst();
    }

    boolean moreIsBetter() {
        return MORE_IS_BETTER.contains(column);
    }

    /** The figure of a run; empty if it was not measured. */
    OptionalDouble of(ResultRow row) {
        OptionalDouble value = row.number(column);
        double divisor = perOperation ? row.number(Column.OPERATIONS).orElse(0) : 1;
        return value.isEmpty() || divisor == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(value.getAsDouble() * factor / divisor);
    }

    /**
     * The figure of every valid run by repetition. Empty if one of them lacks it: a percentile is missing where operations
     * were few, and the runs that have it would be the fast ones.
     */
    SortedMap<Integer, Double> ofValidRuns(CellSummary cell) {
        SortedMap<Integer, Double> figures = new TreeMap<>();
        cell.valid().forEach((repetition, row) -> of(row).ifPresent(figure -> figures.put(repetition, figure)));
        return figures.size() < cell.valid().size() ? new TreeMap<>() : figures;
    }

    /** Median over valid runs; empty if one of them lacks it, or there are none. */
    OptionalDouble median(CellSummary cell) {
        return Figures.median(ofValidRuns(cell).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    /**
     * The figures' logarithms; empty if a run lacks its figure, or one is not positive and has none. Throughput of an open loop
     * has none either: it is what was asked for, and so exact that it would make the noise of capacities look small.
     */
    double[] logs(CellSummary cell) {
        if (isAskedFor(cell)) {
            return new double[0];
        }
        SortedMap<Integer, Double> figures = ofValidRuns(cell);
        return figures.values().stream().allMatch(figure -> figure > 0)
                ? figures.values().stream().mapToDouble(Math::log).toArray()
                : new double[0];
    }

    /** Whether it is no figure of the servers, but what the load asked for. */
    boolean isAskedFor(CellSummary cell) {
        return !cell.closedLoop() && MORE_IS_BETTER.contains(column);
    }

    /** Logarithm of label b's figure over label a's, in each repetition in which both are valid and have one above zero. */
    double[] logsOfTwins(CellSummary cell) {
        if (isAskedFor(cell)) {
            return new double[0];
        }
        return cell.twins().entrySet().stream()
                .filter(twin -> cell.valid().containsKey(twin.getKey()))
                .mapToDouble(twin -> {
                    double a = of(Objects.requireNonNull(cell.valid().get(twin.getKey())))
                            .orElse(0);
                    double b = of(twin.getValue()).orElse(0);
                    return a > 0 && b > 0 ? Math.log(b / a) : Double.NaN;
                })
                .filter(log -> !Double.isNaN(log))
                .toArray();
    }
}
