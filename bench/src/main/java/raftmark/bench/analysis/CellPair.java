package raftmark.bench.analysis;

import java.util.Optional;
import java.util.SortedMap;

/**
 * Two configurations to compare, under equal terms.
 *
 * @param base what the other is compared with
 * @param other what is asked about
 * @param oneSweep whether both were measured by one sweep, so that runs of a repetition share its drift
 */
record CellPair(CellSummary base, CellSummary other, boolean oneSweep) {
    /** @throws IllegalArgumentException if the terms differ */
    CellPair {
        if (!base.termsId().equals(other.termsId())) {
            throw new IllegalArgumentException(
                    "terms " + base.termsId() + " and " + other.termsId() + " differ: these runs are not compared");
        }
    }

    /** Whether every valid run of both has the figure, and none is zero: a logarithm can be taken. */
    boolean isMeasured(RunFigure figure) {
        return figure.logs(base).length == base.valid().size()
                && figure.logs(other).length == other.valid().size();
    }

    /** The ratio {@code other / base} of a figure; empty if it was not measured, or no runs can be compared. */
    Optional<LogRatio> ratio(RunFigure figure) {
        SortedMap<Integer, Double> from = figure.ofValidRuns(base);
        SortedMap<Integer, Double> to = figure.ofValidRuns(other);
        if (oneSweep) {
            from.keySet().retainAll(to.keySet());
            to.keySet().retainAll(from.keySet());
        }
        if (from.isEmpty() || to.isEmpty() || !isMeasured(figure)) {
            return Optional.empty();
        }
        return Optional.of(
                oneSweep ? LogRatio.paired(figures(from), figures(to)) : LogRatio.unpaired(figures(from), figures(to)));
    }

    private static double[] figures(SortedMap<Integer, Double> byRepetition) {
        return byRepetition.values().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
