package raftmark.bench.analysis;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where throughput grows faster than the number of threads, and why. Throughput is N/S times the share of time that the N
 * handlers are busy, so it can grow faster for two reasons only: the handlers are busier, or an operation holds its handler for
 * less time. The second is what batching does, and batching shows in what an operation costs the servers.
 */
final class SuperLinear {
    private static final double MICROS_PER_MILLI = 1000;
    /** An operation that costs less than this share of what it did costs clearly less. */
    private static final double CLEARLY_LESS = 0.95;

    private SuperLinear() {}

    /** What to say of these threads beside the fewest; empty unless the interval of their gain lies above their number. */
    static Optional<String> why(CellSummary first, Verdicts.Level level) {
        CellSummary cell = level.cell();
        double more = cell.serverThreads().orElse(1) / first.serverThreads().orElse(1);
        if (!(level.throughput().low().orElse(0) > more)) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "N=%.0f is super-linear, ×%.1f for ×%.0f threads: %s.",
                cell.serverThreads().orElse(0),
                level.throughput().ratio().orElse(0),
                more,
                reason(first, cell)));
    }

    private static String reason(CellSummary first, CellSummary cell) {
        OptionalDouble from = first.handlerSecondsPerOperation();
        OptionalDouble to = cell.handlerSecondsPerOperation();
        if (from.isEmpty() || to.isEmpty()) {
            return "S was not measured, so why is not known";
        }
        if (to.getAsDouble() >= from.getAsDouble()) {
            return String.format(
                    Locale.ROOT,
                    "S did not fall, but the handlers were busy for %.0f %% of the time instead of %.0f %%",
                    100 * busyShare(cell),
                    100 * busyShare(first));
        }
        return "S fell from " + millis(from) + " to " + millis(to) + cost(first, cell);
    }

    private static String cost(CellSummary first, CellSummary cell) {
        OptionalDouble cpuFrom = RunFigure.SERVER_CPU_PER_OPERATION.median(first);
        OptionalDouble cpuTo = RunFigure.SERVER_CPU_PER_OPERATION.median(cell);
        if (cpuFrom.isEmpty() || cpuTo.isEmpty()) {
            return ", and why it fell was not measured";
        }
        if (cpuTo.getAsDouble() > CLEARLY_LESS * cpuFrom.getAsDouble()) {
            return ", and it is not batching: an operation costs the servers as much CPU as before";
        }
        OptionalDouble switchesFrom = RunFigure.SWITCHES_PER_OPERATION.median(first);
        OptionalDouble switchesTo = RunFigure.SWITCHES_PER_OPERATION.median(cell);
        String switches = switchesFrom.isEmpty() || switchesTo.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        " and its voluntary context switches from %.1f to %.1f",
                        switchesFrom.getAsDouble(),
                        switchesTo.getAsDouble());
        return String.format(
                Locale.ROOT,
                " while the servers' CPU per operation fell from %.0f to %.0f µs%s, as it does where operations under way"
                        + " together share batches",
                cpuFrom.getAsDouble(),
                cpuTo.getAsDouble(),
                switches);
    }

    /** X · S / N. */
    private static double busyShare(CellSummary cell) {
        return cell.throughput().orElse(0)
                * cell.handlerSecondsPerOperation().orElse(0)
                / cell.serverThreads().orElse(1);
    }

    private static String millis(OptionalDouble seconds) {
        return String.format(Locale.ROOT, "%.2f ms", seconds.orElse(Double.NaN) * MICROS_PER_MILLI);
    }
}
