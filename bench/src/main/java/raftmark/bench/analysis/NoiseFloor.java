package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * How far a figure strays between runs of the same configuration: a ratio within this band says nothing, however narrow
 * its own interval. It is the 95th percentile of |log ratio| of single runs of one configuration; for a comparison of n
 * runs with n it is divided by √n, as the noise of a mean is: exact for the variance, a little too wide for heavy tails.
 *
 * <p>Where the sweep ran configurations under two labels ({@code noise_floor: true}), the ratios are those of a run of label b
 * and the one of label a in the same repetition: true A/A comparisons, made as comparisons within the sweep are. There are few
 * of them, so the percentile is that of nearest rank: below twenty the largest. With fewer than ten, as where a sweep was
 * interrupted or twins were INVALID, the largest of them is not near a 95th percentile, and they are passed over.
 *
 * <p>Otherwise every pair of valid runs of one configuration is a ratio, over all compared configurations together. Single
 * runs and not halves of the repetitions, because at the usual five repetitions halves are of two runs, few, and overlap. Drift
 * of the machine between repetitions is in it, which pairing removes from ratios; so it is rather too wide. Two sweeps are
 * always held against this one: their runs are not paired either.
 *
 * <p>All configurations share a floor, because Student's interval knows no more than the few runs of its own two: five runs
 * that happen to lie close give a narrow interval one time in twenty, and what the others show is the only thing that
 * contradicts it. Where some are noisier, the noisy ones make it. It knows nothing of what differs between sweeps,
 * such as another day, another machine, or a build that lies otherwise in memory.
 *
 * @param singleRunLog 95th percentile of |log ratio| of two single runs; not a number without any
 * @param runLogDeviation standard deviation of the logarithm of one run's figure within its configuration
 * @param ratios how many ratios this rests on
 * @param source where they are from
 * @param tooFewTwins how many comparisons of labels there are, where they were too few to give the floor; else zero
 */
record NoiseFloor(double singleRunLog, double runLogDeviation, int ratios, Source source, int tooFewTwins) {
    private static final double PERCENTILE = 0.95;
    /** Two backends in five repetitions. The largest of ten lies above the 90th percentile in two of three sweeps. */
    private static final int TWINS_MIN = 10;

    /** Which runs were compared with each other. */
    enum Source {
        /** Runs of one configuration under two labels, in the same repetition. */
        LABELS("A/A comparisons (label a with b of one repetition)"),
        /** Runs of one configuration in different repetitions. */
        REPETITIONS("pairs of repetitions of one configuration");

        private final String text;

        Source(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * The floor of a figure in a sweep.
     *
     * @param compared configurations whose repetitions tell the noise where there are no labels
     * @param labelled all configurations of the sweep, for the runs of label b that they may have; none for two sweeps
     */
    static NoiseFloor of(Collection<CellSummary> compared, Collection<CellSummary> labelled, RunFigure figure) {
        NoiseFloor ofLabels = ofLabels(labelled, figure);
        if (ofLabels.ratios() >= TWINS_MIN) {
            return ofLabels;
        }
        NoiseFloor floor = ofRepetitions(compared, figure);
        return new NoiseFloor(
                floor.singleRunLog(), floor.runLogDeviation(), floor.ratios(), floor.source(), ofLabels.ratios());
    }

    private static NoiseFloor ofLabels(Collection<CellSummary> cells, RunFigure figure) {
        List<Double> ratios = new ArrayList<>();
        double squares = 0;
        for (CellSummary cell : cells) {
            for (double log : figure.logsOfTwins(cell)) {
                ratios.add(Math.abs(log));
                squares += log * log;
            }
        }
        double[] sizes = sizes(ratios);
        return new NoiseFloor(
                percentile(sizes, Percentile.EstimationType.R_1),
                // A ratio of two runs has twice the variance of one.
                Math.sqrt(squares / sizes.length / 2),
                sizes.length,
                Source.LABELS,
                0);
    }

    /** The floor as it lies between repetitions. */
    static NoiseFloor ofRepetitions(Collection<CellSummary> cells, RunFigure figure) {
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
        double[] sizes = sizes(ratios);
        return new NoiseFloor(
                percentile(sizes, Percentile.EstimationType.R_7),
                Math.sqrt(squares / degreesOfFreedom),
                sizes.length,
                Source.REPETITIONS,
                0);
    }

    private static double[] sizes(List<Double> ratios) {
        return ratios.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double percentile(double[] sizes, Percentile.EstimationType type) {
        return sizes.length == 0
                ? Double.NaN
                : new Percentile().withEstimationType(type).evaluate(sizes, PERCENTILE * 100);
    }

    /** Whether it rests on anything. */
    boolean isKnown() {
        return ratios > 0;
    }

    /** The largest ratio, at or above 1, that says nothing in this comparison. Its inverse is the smallest. */
    double ratioFor(LogRatio comparison) {
        return Math.exp(singleRunLog * comparison.share());
    }

    /** Whether the comparison's ratio lies outside the band; never where there is no floor. */
    boolean isBelow(LogRatio comparison) {
        return Math.abs(comparison.log()) > singleRunLog * comparison.share();
    }

    /** As in {@code 95th percentile of 40 pairs of repetitions of one configuration}, and why not of labels where there are some. */
    String text() {
        return "95th percentile of " + ratios + " " + source.text()
                + (tooFewTwins == 0 ? "" : ", as " + tooFewTwins + " A/A comparisons are fewer than " + TWINS_MIN);
    }
}
