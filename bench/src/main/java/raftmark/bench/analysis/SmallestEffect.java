package raftmark.bench.analysis;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The smallest effect that a sweep can be trusted to show: a true ratio of this size is found, as a verdict, in at least 90
 * of 100 sweeps. It is aimed at 95, because the noise that it is computed from is itself an estimate.
 *
 * <p>Found by simulation of what {@link Comparison} demands, so that it needs no approximation and cannot promise something
 * else: the interval leaves out 1, Holm's correction at its strictest step (a share of 1/m of the 5 % for m comparisons), and
 * the noise floor. Noise is drawn log-normal, and from the recorded runs themselves, which now and then have one far out that a
 * normal distribution does not know; the larger effect counts. It is equal on both sides. Drift between repetitions counts as noise here, though pairing removes
 * it from ratios, because the floor contains it: where there is much, smaller effects will be found too. Seeded.
 */
final class SmallestEffect {
    private static final double FOUND_SHARE = 0.95;
    private static final double SIGNIFICANCE = 0.05;
    /** 95th percentile of the size of a standard normal figure. */
    private static final double FLOOR_DEVIATIONS = 1.959964;

    private static final double FLOOR_PERCENTILE = 0.95;

    private static final int SWEEPS = 20_000;
    private static final long SEED = 20_261_124;

    private SmallestEffect() {}

    /**
     * The ratio, above 1; its inverse is a slowdown of the same size.
     *
     * @param repetitions pairs of runs
     * @param runLogDeviation noise: standard deviation of the logarithm of one run's figure
     * @param comparisons verdicts in the report
     * @return empty below {@link LogRatio#RUNS_MIN} repetitions, or where the noise is not known
     * @throws IllegalArgumentException if there is no comparison
     */
    static OptionalDouble ratio(int repetitions, double runLogDeviation, int comparisons) {
        if (comparisons < 1) {
            throw new IllegalArgumentException("comparisons " + comparisons + " is not positive");
        }
        if (repetitions < LogRatio.RUNS_MIN || Double.isNaN(runLogDeviation)) {
            return OptionalDouble.empty();
        }
        double pairLogDeviation = runLogDeviation * Math.sqrt(2);
        Random random = new Random(SEED);
        return OptionalDouble.of(Math.exp(
                pairLogDeviation * smallest(repetitions, comparisons, random::nextGaussian, FLOOR_DEVIATIONS)));
    }

    /**
     * The same at recorded noise.
     *
     * @param runLogs logarithms of single runs' figures over their configuration's truth
     */
    static OptionalDouble ratio(int repetitions, double[] runLogs, int comparisons) {
        double deviation =
                Math.sqrt(Arrays.stream(runLogs).map(log -> log * log).average().orElse(Double.NaN));
        OptionalDouble ofNormal = ratio(repetitions, deviation, comparisons);
        if (ofNormal.isEmpty()) {
            return ofNormal;
        }
        Random random = new Random(SEED);
        DoubleSupplier run = () -> runLogs[random.nextInt(runLogs.length)];
        DoubleSupplier pair = () -> {
            double other = run.getAsDouble();
            return other - run.getAsDouble();
        };
        double floor = LogRatio.quantile(
                DoubleStream.generate(pair).map(Math::abs).limit(SWEEPS).toArray(), FLOOR_PERCENTILE);
        double ofRuns = Math.exp(smallest(repetitions, comparisons, pair, floor));
        return OptionalDouble.of(Math.max(ofNormal.getAsDouble(), ofRuns));
    }

    /**
     * The logarithm of the effect, in the unit of the pairs' noise. A sweep whose noise has mean e and deviation s finds an effect
     * d if d + e exceeds the larger of t·s/√n and the floor; so each simulated sweep says how large d must be.
     */
    private static double smallest(int pairs, int comparisons, DoubleSupplier pairNoise, double floor) {
        double t = new TDistribution(pairs - 1).inverseCumulativeProbability(1 - SIGNIFICANCE / 2 / comparisons);
        double root = Math.sqrt(pairs);
        double[] needed = new double[SWEEPS];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < pairs; i++) {
                double noise = pairNoise.getAsDouble();
                sum += noise;
                squares += noise * noise;
            }
            double mean = sum / pairs;
            double deviation = Math.sqrt(Math.max(0, squares - pairs * mean * mean) / (pairs - 1));
            needed[sweep] = Math.max(t * deviation, floor) / root - mean;
        }
        return LogRatio.quantile(needed, FOUND_SHARE);
    }
}
