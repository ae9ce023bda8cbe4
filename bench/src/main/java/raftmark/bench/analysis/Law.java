package raftmark.bench.analysis;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import raftmark.bench.result.Column;
import raftmark.bench.spec.Factor;

/**
 * The law {@code X ≤ min(N/S, C/R₁, ceiling)} for one configuration. N/S is what N handler threads can do when each
 * operation holds one for S seconds, S being measured in the same runs; C/R₁ what C clients can ask for when an operation takes
 * R₁ seconds with nobody else there; the ceiling is the best that async handlers reached with as many clients, where the
 * handlers are no limit. Being the largest of several medians it lies a little high, and shares of it a little low. A part that was
 * not measured is left out, and so is the law without any. C/R₁ says nothing of runs of one client: it is what they measured.
 *
 * @param throughput X, in operations per second
 * @param threadBound N/S; not a number without a fixed pool
 * @param clientBound C/R₁; not a number without runs of one client
 * @param ceiling not a number without async runs
 */
record Law(double throughput, double threadBound, double clientBound, double ceiling) {
    private static final double MICROS_PER_SECOND = 1e6;

    /** What handlers share with those that R₁ is taken from, the most alike first. */
    private static final List<List<Factor>> SIMILARITIES = List.of(
            List.of(Factor.HANDLER, Factor.HANDLER_EXECUTOR, Factor.SERVER_THREADS),
            List.of(Factor.HANDLER, Factor.HANDLER_EXECUTOR),
            List.of(Factor.HANDLER),
            List.of());

    /** The bounds of a configuration, taken from those of the same backend and the same terms among {@code all}. */
    static Optional<Law> of(CellSummary cell, List<CellSummary> all) {
        OptionalDouble throughput = cell.throughput();
        if (throughput.isEmpty()) {
            return Optional.empty();
        }
        double threadBound = cell.serverThreads().orElse(Double.NaN)
                / cell.handlerSecondsPerOperation().orElse(Double.NaN);
        double clientBound = cell.clients() == 1 ? Double.NaN : cell.clients() / oneClientSeconds(cell, all);
        double ceiling = all.stream()
                .filter(other -> comparable(cell, other)
                        && other.clients() == cell.clients()
                        && other.level(Factor.HANDLER).equals("async"))
                .flatMapToDouble(other -> other.throughput().stream())
                .max()
                .orElse(Double.NaN);
        Law law = new Law(throughput.getAsDouble(), threadBound, clientBound, ceiling);
        return Double.isNaN(law.bound()) ? Optional.empty() : Optional.of(law);
    }

    /** The smallest part that is known; not a number if none is. */
    double bound() {
        double bound = Double.NaN;
        for (double part : new double[] {threadBound, clientBound, ceiling}) {
            bound = Double.isNaN(bound) || part < bound ? (Double.isNaN(part) ? bound : part) : bound;
        }
        return bound;
    }

    /** Which part is the smallest. */
    String binding() {
        double bound = bound();
        if (bound == threadBound) {
            return "N/S";
        }
        return bound == clientBound ? "C/R₁" : "ceiling";
    }

    /** Whether this configuration is itself the best async one, so that the ceiling says nothing of it. */
    boolean isCeiling() {
        return binding().equals("ceiling") && throughput == ceiling;
    }

    /** Measured throughput as a share of the bound; above 1 the law is broken, or the bound was measured too low. */
    double share() {
        return throughput / bound();
    }

    /** R₁: mean latency with one client, of the most similar handlers that it was measured with. */
    private static double oneClientSeconds(CellSummary cell, List<CellSummary> all) {
        return SIMILARITIES.stream()
                .map(same -> meanLatencySeconds(cell, all, same))
                .flatMapToDouble(OptionalDouble::stream)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static OptionalDouble meanLatencySeconds(CellSummary cell, List<CellSummary> all, List<Factor> same) {
        return all.stream()
                .filter(other -> comparable(cell, other) && other.clients() == 1)
                .filter(other ->
                        same.stream().allMatch(factor -> other.level(factor).equals(cell.level(factor))))
                .flatMapToDouble(other -> other.median(Column.LATENCY_MEAN_MICROS).stream())
                .map(micros -> micros / MICROS_PER_SECOND)
                .min();
    }

    private static boolean comparable(CellSummary a, CellSummary b) {
        return a.termsId().equals(b.termsId())
                && a.level(Factor.BACKEND).equals(b.level(Factor.BACKEND))
                && a.level(Factor.BACKEND_OPTIONS).equals(b.level(Factor.BACKEND_OPTIONS))
                // One client has one channel, whatever the others have.
                && (a.clients() == 1
                        || b.clients() == 1
                        || a.level(Factor.CHANNELS).equals(b.level(Factor.CHANNELS)));
    }
}
