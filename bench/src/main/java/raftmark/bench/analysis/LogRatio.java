package raftmark.bench.analysis;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * How a figure of one configuration compares with that of another: the ratio of geometric means over runs, with an interval
 * and a p value. All of it is computed on logarithms, where a ratio is a difference and where the noise of throughput and
 * latency is closer to symmetric. The run is the unit: a run's figure is one number, however many requests it had.
 *
 * <p>Runs of one sweep are paired by repetition, because its repetitions are made one after the other and drift of the
 * machine hits both of a pair: only the differences within pairs count. Runs of two sweeps share no drift and are not
 * paired: Welch's interval, which lets the two be unequally noisy. Both are Student's t on {@link #RUNS_MIN} runs or more.
 *
 * <p>The bootstrap interval beside it assumes no distribution: runs (or pairs) are drawn with replacement, {@value #RESAMPLES}
 * times, and the middle 95 % of the resulting ratios is the interval. With few runs it is too narrow (by a factor of about
 * 1.6 at five), so no verdict rests on it; where it lies elsewhere than Student's, an outlier among the runs is why. It is
 * seeded: the same runs give the same interval.
 */
final class LogRatio {
    /** With fewer there is no interval. */
    static final int RUNS_MIN = 3;

    static final double CONFIDENCE = 0.95;

    private static final int RESAMPLES = 2000;
    private static final long BOOTSTRAP_SEED = 20_261_124;

    private final double[] plus;
    private final double[] minus;
    private final double mean;
    private final double standardError;
    private final double degreesOfFreedom;

    /** @param minus empty if {@code plus} are the differences of pairs */
    private LogRatio(double[] plus, double[] minus) {
        this.plus = plus;
        this.minus = minus;
        double ofPlus = varianceOfMean(plus);
        double ofMinus = varianceOfMean(minus);
        this.mean = mean(plus) - mean(minus);
        this.standardError = Math.sqrt(ofPlus + ofMinus);
        this.degreesOfFreedom = degreesOfFreedom(ofPlus, ofMinus);
    }

    /**
     * The ratio {@code to / from} of pairs.
     *
     * @param from positive figures, one a pair
     * @param to those of the same pairs
     */
    static LogRatio paired(double[] from, double[] to) {
        double[] differences = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            differences[i] = Math.log(to[i] / from[i]);
        }
        return ofLogs(differences);
    }

    /** The ratio of pairs whose logarithms of ratios are these. */
    static LogRatio ofLogs(double[] logs) {
        return new LogRatio(logs.clone(), new double[0]);
    }

    /** The ratio {@code to / from} of runs that have nothing to do with each other; all positive. */
    static LogRatio unpaired(double[] from, double[] to) {
        return new LogRatio(
                Arrays.stream(to).map(Math::log).toArray(),
                Arrays.stream(from).map(Math::log).toArray());
    }

    boolean paired() {
        return minus.length == 0;
    }

    /** Geometric mean of the ratios; of unpaired runs the ratio of geometric means. */
    double ratio() {
        return Math.exp(mean);
    }

    /** Logarithm of the ratio. */
    double log() {
        return mean;
    }

    /** Pairs, or runs of the side that has fewer. */
    int runs() {
        return paired() ? plus.length : Math.min(plus.length, minus.length);
    }

    /**
     * By how much the ratio is less noisy than the ratio of one run to another: 1/√n for n pairs, and for n runs each that
     * are not paired.
     */
    double share() {
        return paired() ? Math.sqrt(1.0 / plus.length) : Math.sqrt((1.0 / plus.length + 1.0 / minus.length) / 2);
    }

    /** Student's 95 % interval; empty below {@link #RUNS_MIN} runs. */
    Optional<Interval> interval() {
        if (runs() < RUNS_MIN) {
            return Optional.empty();
        }
        double half =
                new TDistribution(degreesOfFreedom).inverseCumulativeProbability((1 + CONFIDENCE) / 2) * standardError;
        return Optional.of(new Interval(Math.exp(mean - half), Math.exp(mean + half)));
    }

    /** How likely a ratio at least this far from 1 is if there is no difference; empty below {@link #RUNS_MIN} runs. */
    OptionalDouble pValue() {
        if (runs() < RUNS_MIN) {
            return OptionalDouble.empty();
        }
        if (standardError == 0) {
            return OptionalDouble.of(mean == 0 ? 1 : 0);
        }
        double t = Math.abs(mean) / standardError;
        return OptionalDouble.of(2 * new TDistribution(degreesOfFreedom).cumulativeProbability(-t));
    }

    /** The bootstrap's 95 % interval; empty below {@link #RUNS_MIN} runs. */
    Optional<Interval> bootstrap() {
        if (runs() < RUNS_MIN) {
            return Optional.empty();
        }
        Random random = new Random(BOOTSTRAP_SEED);
        double[] logs = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            logs[i] = resampledMean(plus, random) - resampledMean(minus, random);
        }
        return Optional.of(new Interval(
                Math.exp(quantile(logs, (1 - CONFIDENCE) / 2)), Math.exp(quantile(logs, (1 + CONFIDENCE) / 2))));
    }

    /** The quantile of some figures, between two of them by straight line. */
    static double quantile(double[] figures, double share) {
        return new Percentile()
                .withEstimationType(Percentile.EstimationType.R_7)
                .evaluate(figures, share * 100);
    }

    private static double resampledMean(double[] logs, Random random) {
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            sum += logs[random.nextInt(logs.length)];
        }
        return logs.length == 0 ? 0 : sum / logs.length;
    }

    private static double mean(double[] logs) {
        return Arrays.stream(logs).average().orElse(0);
    }

    private static double varianceOfMean(double[] logs) {
        if (logs.length < 2) {
            return 0;
        }
        double mean = mean(logs);
        double squares =
                Arrays.stream(logs).map(log -> (log - mean) * (log - mean)).sum();
        return squares / (logs.length - 1) / logs.length;
    }

    /** Welch and Satterthwaite's; n-1 for pairs. */
    private double degreesOfFreedom(double ofPlus, double ofMinus) {
        double sum = ofPlus + ofMinus;
        if (minus.length < 2 || sum == 0) {
            return Math.max(1, runs() - 1);
        }
        return sum * sum / (ofPlus * ofPlus / Math.max(1, plus.length - 1) + ofMinus * ofMinus / (minus.length - 1));
    }
}
