package raftmark.bench.analysis;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.spec.Factor;

/**
 * What an operation of a configuration costs, over its valid runs. A figure that one of the runs lacks is empty.
 *
 * @param throughput operations per second
 * @param latencyMeanMicros mean latency
 * @param latencyP50Micros median latency
 * @param serverCpuMicros CPU time of all servers per operation; past the front end of servers and load generator together
 * @param clientCpuMicros CPU time of the load generator per operation
 * @param contextSwitches voluntary context switches of all servers per operation
 */
public record Costs(
        Optional<Spread> throughput,
        Optional<Spread> latencyMeanMicros,
        Optional<Spread> latencyP50Micros,
        Optional<Spread> serverCpuMicros,
        Optional<Spread> clientCpuMicros,
        Optional<Spread> contextSwitches) {
    private static final double MICROS_PER_SECOND = 1e6;

    /** What a figure is taken from. */
    private interface Reading extends Function<ResultRow, OptionalDouble> {}

    private static final Reading THROUGHPUT = row -> row.number(Column.THROUGHPUT_OPS_PER_SECOND);
    private static final Reading MEAN = row -> row.number(Column.LATENCY_MEAN_MICROS);
    private static final Reading P50 = row -> row.number(Column.LATENCY_P50_MICROS);
    private static final Reading SERVER_CPU = row -> perOperation(row, Column.SERVER_CPU_SECONDS, MICROS_PER_SECOND);
    private static final Reading CLIENT_CPU = row -> perOperation(row, Column.CLIENT_CPU_SECONDS, MICROS_PER_SECOND);
    private static final Reading ALL_CPU = row -> {
        OptionalDouble servers = SERVER_CPU.apply(row);
        double client = CLIENT_CPU.apply(row).orElse(0);
        return servers.isPresent() ? OptionalDouble.of(servers.getAsDouble() + client) : servers;
    };
    private static final Reading SWITCHES = row -> perOperation(row, Column.SERVER_VOLUNTARY_CONTEXT_SWITCHES, 1);

    /** Nothing is known. */
    static final Costs NONE = new Costs(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The costs of a configuration. */
    static Costs of(CellSummary cell) {
        return of(
                UnaryOperator.identity(),
                reading -> spread(cell.valid().values().stream().map(reading).toList()));
    }

    /**
     * How much more one costs than another, repetition by repetition, over those that are valid in both: drift hits both. Past the
     * front end servers and load generator cannot be told apart, so that rung's CPU time is held against both of the other.
     */
    static Costs difference(CellSummary cell, CellSummary below) {
        boolean together = isSpi(cell) || isSpi(below);
        return of(
                named -> together && named == SERVER_CPU ? ALL_CPU : named,
                reading -> spread(cell.valid().entrySet().stream()
                        .filter(run -> below.valid().containsKey(run.getKey()))
                        .map(run -> minus(
                                reading.apply(run.getValue()),
                                reading.apply(below.valid().get(run.getKey()))))
                        .toList()));
    }

    private static boolean isSpi(CellSummary cell) {
        return cell.level(Factor.ACCESS).equals("spi");
    }

    private static Costs of(UnaryOperator<Reading> readAs, Function<Reading, Optional<Spread>> spreadOf) {
        Function<Reading, Optional<Spread>> spread = reading -> spreadOf.apply(readAs.apply(reading));
        return new Costs(
                spread.apply(THROUGHPUT),
                spread.apply(MEAN),
                spread.apply(P50),
                spread.apply(SERVER_CPU),
                spread.apply(CLIENT_CPU),
                spread.apply(SWITCHES));
    }

    private static Optional<Spread> spread(List<OptionalDouble> figures) {
        return figures.stream().allMatch(OptionalDouble::isPresent)
                ? Spread.of(figures.stream()
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .toArray())
                : Optional.empty();
    }

    private static OptionalDouble minus(OptionalDouble a, OptionalDouble b) {
        return a.isPresent() && b.isPresent()
                ? OptionalDouble.of(a.getAsDouble() - b.getAsDouble())
                : OptionalDouble.empty();
    }

    private static OptionalDouble perOperation(ResultRow row, Column column, double factor) {
        OptionalDouble total = row.number(column);
        double operations = row.number(Column.OPERATIONS).orElse(0);
        return total.isPresent() && operations > 0
                ? OptionalDouble.of(total.getAsDouble() * factor / operations)
                : OptionalDouble.empty();
    }
}
