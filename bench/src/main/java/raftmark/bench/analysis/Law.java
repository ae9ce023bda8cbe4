package raftmark.bench.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import raftmark.bench.result.Column;
import raftmark.bench.spec.Factor;

/**
 * The law {@code X ≤ min(N/S, C/R₁, ceiling)} for one configuration of a closed loop. N/S is what N handler threads can do when
 * each operation holds one for S seconds, S being measured in the same runs; C/R₁ what C clients can ask for when an operation
 * takes R₁ seconds with nobody else there; the ceiling is the best that async handlers reach with as many clients, where the
 * handlers are no limit. A part that was not measured is left out, and so is the law without any.
 *
 * <p>R₁ is of runs with one client, the same backend, handler style and kind of pool; of fixed pools the one whose size is
 * nearest, because one client has one request in flight whatever the size. C/R₁ says nothing of runs of one client: it is what
 * they measured.
 *
 * <p>The ceiling is the largest of several medians, so it lies too high and shares of it too low: {@code ceilingLuckMean} says
 * by how much on average, were all equal.
 *
 * @param throughput X, in operations per second
 * @param threadBound N/S; not a number without a fixed pool
 * @param clientBound C/R₁; not a number without such runs of one client
 * @param ceiling not a number without async runs
 * @param ceilingLuckMean how much of the ceiling would be luck on average, were all equal, as a share of it; not a number where that is not known
 * @param isBestAsync whether this configuration is itself the best async one, by its median
 */
public record Law(
        double throughput,
        double threadBound,
        double clientBound,
        double ceiling,
        double ceilingLuckMean,
        boolean isBestAsync) {
    private static final double MICROS_PER_SECOND = 1e6;

    /** The bounds of a configuration, taken from those of the same backend and the same terms among {@code all}. */
    public static Optional<Law> of(CellSummary cell, List<CellSummary> all) {
        OptionalDouble throughput = cell.throughput();
        if (throughput.isEmpty() || !cell.closedLoop()) {
            return Optional.empty();
        }
        double threadBound = cell.serverThreads().orElse(Double.NaN)
                / cell.handlerSecondsPerOperation().orElse(Double.NaN);
        double clientBound = cell.clients() == 1 ? Double.NaN : cell.clients() / oneClientSeconds(cell, all);
        List<CellSummary> async = all.stream()
                .filter(other -> comparable(cell, other)
                        && other.clients() == cell.clients()
                        && other.level(Factor.HANDLER).equals("async")
                        && other.throughput().isPresent())
                .toList();
        boolean isBestAsync = async.contains(cell)
                && async.stream()
                        .allMatch(other -> other.throughput().orElse(0)
                                <= cell.throughput().orElse(0));
        Ceiling ceiling = Ceiling.of(async);
        Law law = new Law(
                throughput.getAsDouble(),
                threadBound,
                clientBound,
                ceiling.throughput(),
                ceiling.luckShareMean(),
                isBestAsync);
        return Double.isNaN(law.bound()) ? Optional.empty() : Optional.of(law);
    }

    /** The smallest part that is known; not a number if none is. */
    public double bound() {
        double bound = Double.NaN;
        for (double part : new double[] {threadBound, clientBound, ceiling}) {
            bound = Double.isNaN(bound) || part < bound ? (Double.isNaN(part) ? bound : part) : bound;
        }
        return bound;
    }

    /** Which part is the smallest. */
    public String binding() {
        double bound = bound();
        if (bound == threadBound) {
            return "N/S";
        }
        return bound == clientBound ? "C/R₁" : "ceiling";
    }

    /** Whether this configuration is itself the best async one, so that the ceiling says nothing of it. */
    public boolean isCeiling() {
        return binding().equals("ceiling") && isBestAsync;
    }

    /** Measured throughput as a share of the bound; above 1 the law is broken, or the bound was measured too low. */
    public double share() {
        return throughput / bound();
    }

    /** R₁: mean latency with one client. */
    private static double oneClientSeconds(CellSummary cell, List<CellSummary> all) {
        return all.stream()
                .filter(other -> comparable(cell, other)
                        && other.clients() == 1
                        && sameLevel(Factor.HANDLER, cell, other)
                        && sameLevel(Factor.HANDLER_EXECUTOR, cell, other)
                        && other.median(Column.LATENCY_MEAN_MICROS).isPresent())
                .min(Comparator.comparingDouble((CellSummary other) -> Math.abs(sizeLog(other) - sizeLog(cell)))
                        .thenComparingDouble(Law::sizeLog))
                .map(nearest -> nearest.median(Column.LATENCY_MEAN_MICROS).orElse(Double.NaN) / MICROS_PER_SECOND)
                .orElse(Double.NaN);
    }

    private static double sizeLog(CellSummary cell) {
        return Math.log(cell.serverThreads().orElse(1));
    }

    private static boolean sameLevel(Factor factor, CellSummary a, CellSummary b) {
        return a.level(factor).equals(b.level(factor));
    }

    private static boolean comparable(CellSummary a, CellSummary b) {
        return a.termsId().equals(b.termsId())
                && b.closedLoop()
                && sameLevel(Factor.BACKEND, a, b)
                && sameLevel(Factor.BACKEND_OPTIONS, a, b)
                // One client has one channel, whatever the others have.
                && (a.clients() == 1 || b.clients() == 1 || sameLevel(Factor.CHANNELS, a, b));
    }
}
