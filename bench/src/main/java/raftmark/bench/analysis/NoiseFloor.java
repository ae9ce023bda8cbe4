package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How far a figure strays between runs of the same configuration: a ratio within this band says nothing, however narrow
 * its own interval.
 *
 * <p>Every pair of valid runs of one configuration is a comparison of it with itself. The floor is the 95th percentile of
 * the |log ratio| of all these pairs, over all configurations of the comparison together; for a comparison of n runs with n
 * it is divided by √n, as the noise of a mean is. Single runs and not halves of the repetitions, because at the usual five
 * repetitions halves are of two runs, few, and overlap. All configurations together, because Student's interval knows no
 * more than the few runs of its own two: five runs that happen to lie close give a narrow interval one time in twenty, and
 * what the other configurations show is the only thing that contradicts it.
 *
 * <p>What it is: the noise of fresh clusters in one sweep, drift of the machine between repetitions included, which pairing
 * removes from ratios; so it is rather too wide. Dividing by √n is exact for the variance and a little too wide for
 * heavy tails. Where some configurations are noisier than others, the noisy ones make it. What it is not: an experiment that
 * runs one configuration under two names; and it knows nothing of what differs between sweeps, such as another day, another
 * machine, or a build that lies otherwise in memory.
 *
 * @param singleRunLog 95th percentile of |log ratio| of two single runs; not a number without two runs of a configuration
 * @param runLogDeviation standard deviation of the logarithm of one run's figure within its configuration
 * @param ratios how many pairs of runs this rests on
 */
record NoiseFloor(double singleRunLog, double runLogDeviation, int ratios) {
    private static final double PERCENTILE = 0.95;

    /** The floor of a figure among these configurations. */
    static NoiseFloor of(Collection<CellSummary> cells, RunFigure figure) {
        List<Double> ratios = new ArrayList<>();
        double squares = 0;
        int degreesOfFreedom = 0;
        for (CellSummary cell : cells) {
            double[] logs = figure.logs(cell);
            for (int i = 0; i < logs.length; i++) {
                for (int j = 0; j < i; j++) {
                    double ratio = Math.abs(logs[i] - logs[j]);
                    ratios.add(ratio);
                    // The variance of n figures is the sum over all pairs of (difference)² / n / (n - 1).
                    squares += ratio * ratio / logs.length;
                }
            }
            degreesOfFreedom += Math.max(0, logs.length - 1);
        }
        if (ratios.isEmpty()) {
            return new NoiseFloor(Double.NaN, Double.NaN, 0);
        }
        double[] sizes = ratios.stream().mapToDouble(Double::doubleValue).toArray();
        return new NoiseFloor(
                LogRatio.quantile(sizes, PERCENTILE), Math.sqrt(squares / degreesOfFreedom), sizes.length);
    }

    /** The largest ratio, at or above 1, that says nothing in this comparison. Its inverse is the smallest. */
    double ratioFor(LogRatio comparison) {
        return Math.exp(singleRunLog * comparison.share());
    }

    /** Whether the comparison's ratio lies outside the band; never where there is no floor. */
    boolean isBelow(LogRatio comparison) {
        return Math.abs(comparison.log()) > singleRunLog * comparison.share();
    }
}
