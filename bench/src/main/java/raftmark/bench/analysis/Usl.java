package raftmark.bench.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresOptimizer;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;

/**
 * A curve of the form of the Universal Scalability Law (Gunther), over server threads: {@code X(N) = λN / (1 + σ(N-1) +
 * κN(N-1))}, λ being the curve's value at one thread, σ ≥ 0 the share that is done one after the other, κ ≥ 0 the cost of each pair
 * of threads to the other. It describes a curve; that server threads contend as the law has it does not follow.
 *
 * <p>Least squares on logarithms of throughput (so that a few percent count alike at 1 thread and at 64) by
 * Levenberg-Marquardt; σ and κ are fitted as squares, which keeps them from becoming negative.
 *
 * @param lambda operations per second of the curve at one thread
 * @param sigma contention
 * @param kappa coherence
 */
public record Usl(double lambda, double sigma, double kappa) {
    /** Three parameters ask for twice as many points at least. */
    static final int POINTS_MIN = 6;

    /** Operations per thread may be this many times as many as with the fewest threads before it is no curve of this form. */
    static final double SUPER_LINEAR_MIN = 1.05;

    private static final int STEPS_MAX = 2000;
    /** Even a million pairs of threads would not feel less than this. */
    private static final double ZERO_MAX = 1e-9;

    /** A curve that passes a run by less is not said to lie outside: optimizers end no nearer to each other. */
    private static final double OUTSIDE_RATIO_MIN = 1.001;

    private static final int RESAMPLES = 200;
    private static final long BOOTSTRAP_SEED = 20_261_124;
    /** σ and κ to start from: between no scaling at all and hardly a limit. */
    private static final double[][] STARTS = {{0.05, 1e-3}, {0.5, 1e-2}, {1e-3, 1e-6}};

    /** What came out of fitting. */
    public sealed interface Outcome permits Fit, Refused {
        /** It in words, without a full stop. */
        String text();
    }

    /**
     * A curve was fitted.
     *
     * @param curve the best one
     * @param intervals 95 % of each parameter by bootstrap over runs, each number of threads by itself, widened as Student's t
     *     asks for so few; empty where one has fewer than three
     * @param outside the numbers of threads at which the curve lies outside all of three or more runs, growing: there it does not
     *     describe what was measured
     */
    public record Fit(Usl curve, Optional<Intervals> intervals, List<Integer> outside) implements Outcome {
        public Fit {
            outside = List.copyOf(outside);
        }

        @Override
        public String text() {
            String text = String.format(
                    Locale.ROOT,
                    "USL-form fit over server threads: λ %.0f ops/s%s, σ %s%s, κ %s%s",
                    curve.lambda,
                    intervals
                            .map(each -> ends(each.lambda(), figure -> String.format(Locale.ROOT, "%.0f", figure)))
                            .orElse(""),
                    share(curve.sigma),
                    intervals.map(each -> shareEnds(each.sigma())).orElse(""),
                    share(curve.kappa),
                    intervals.map(each -> shareEnds(each.kappa())).orElse(""));
            return text
                    + (intervals.isEmpty() ? "; too few runs for intervals" : "")
                    + (outside.isEmpty()
                            ? ""
                            : "; at N = "
                                    + outside.stream().map(String::valueOf).collect(Collectors.joining(", "))
                                    + " it lies outside all runs");
        }

        /** Resamples that all end at zero say that the data want less than the form allows, and nothing of how sure that is. */
        private static String shareEnds(Interval interval) {
            return interval.high() < ZERO_MAX ? " (at its bound, so no interval)" : ends(interval, Fit::share);
        }

        private static String ends(Interval interval, DoubleFunction<String> text) {
            return " (" + text.apply(interval.low()) + " to " + text.apply(interval.high()) + ")";
        }

        /** σ or κ; fitted as a square it never becomes zero itself. */
        private static String share(double figure) {
            return figure < ZERO_MAX ? "0" : String.format(Locale.ROOT, "%.2g", figure);
        }
    }

    /** Intervals of each parameter. */
    public record Intervals(Interval lambda, Interval sigma, Interval kappa) {}

    /** There is no such curve, and why not. */
    public record Refused(String reason) implements Outcome {
        @Override
        public String text() {
            return "no USL-form fit over server threads: " + reason;
        }
    }

    /**
     * Fits a curve.
     *
     * @param runs throughputs of the valid runs in operations per second, positive and at least one, by number of threads
     */
    static Outcome fit(SortedMap<Integer, double[]> runs) {
        if (runs.size() < POINTS_MIN) {
            return new Refused(runs.size() + " numbers of threads are too few for three parameters; " + POINTS_MIN
                    + " are the least");
        }
        SortedMap<Integer, Double> logs = logs(runs, Optional.empty());
        int first = logs.firstKey();
        double firstLog = logs.getOrDefault(first, 0.0);
        for (Map.Entry<Integer, Double> point : logs.entrySet()) {
            double perThread = Math.exp(point.getValue() - firstLog) * first / point.getKey();
            if (perThread > SUPER_LINEAR_MIN && isClearly(runs, first, point.getKey())) {
                return new Refused(String.format(
                        Locale.ROOT,
                        "super-linear: at %d threads each does %.2f times as much as at %d, and no curve of this form"
                                + " rises so",
                        point.getKey(),
                        perThread,
                        first));
            }
        }
        Optional<Usl> curve = curve(logs);
        return curve.isEmpty()
                ? new Refused("the fit did not converge")
                : new Fit(curve.get(), intervals(runs), outside(curve.get(), runs));
    }

    private static List<Integer> outside(Usl curve, SortedMap<Integer, double[]> runs) {
        return runs.entrySet().stream()
                .filter(point -> point.getValue().length >= LogRatio.RUNS_MIN)
                .filter(point -> {
                    double at = curve.at(point.getKey());
                    double lowest = Arrays.stream(point.getValue()).min().orElseThrow();
                    double highest = Arrays.stream(point.getValue()).max().orElseThrow();
                    return at * OUTSIDE_RATIO_MIN < lowest || at > highest * OUTSIDE_RATIO_MIN;
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the interval of the gain lies above the number of threads, where there are runs enough for one. */
    private static boolean isClearly(SortedMap<Integer, double[]> runs, int first, int threads) {
        LogRatio gain =
                LogRatio.unpaired(runs.getOrDefault(first, new double[0]), runs.getOrDefault(threads, new double[0]));
        return gain.interval().map(ends -> ends.low() * first / threads > 1).orElse(true);
    }

    /** Operations per second at so many threads. */
    public double at(double threads) {
        return lambda * threads / slowdown(threads, sigma, kappa);
    }

    private static double slowdown(double threads, double sigma, double kappa) {
        return 1 + sigma * (threads - 1) + kappa * threads * (threads - 1);
    }

    /** Mean logarithm by number of threads, of the runs or of as many drawn from them. */
    private static SortedMap<Integer, Double> logs(SortedMap<Integer, double[]> runs, Optional<Random> draw) {
        SortedMap<Integer, Double> logs = new TreeMap<>();
        int degreesOfFreedom =
                runs.values().stream().mapToInt(figures -> figures.length - 1).sum();
        runs.forEach((threads, figures) -> {
            double mean = Arrays.stream(figures).map(Math::log).average().orElseThrow();
            double drawn = draw.map(random -> IntStream.range(0, figures.length)
                            .mapToDouble(i -> Math.log(figures[random.nextInt(figures.length)]))
                            .average()
                            .orElseThrow())
                    .orElse(mean);
            logs.put(
                    threads,
                    draw.isPresent() ? mean + widening(figures.length, degreesOfFreedom) * (drawn - mean) : mean);
        });
        return logs;
    }

    /**
     * Means of few runs drawn from themselves stray too little: by √((n-1)/n), and as if their deviation were known. The curve rests on
     * all numbers of threads together, so Student's t is that of all their degrees of freedom.
     */
    private static double widening(int runs, int degreesOfFreedom) {
        double upper = (1 + LogRatio.CONFIDENCE) / 2;
        return Math.sqrt(runs / (runs - 1.0))
                * new TDistribution(degreesOfFreedom).inverseCumulativeProbability(upper)
                / new NormalDistribution().inverseCumulativeProbability(upper);
    }

    private static Optional<Intervals> intervals(SortedMap<Integer, double[]> runs) {
        if (runs.values().stream().anyMatch(figures -> figures.length < LogRatio.RUNS_MIN)) {
            return Optional.empty();
        }
        Optional<Random> random = Optional.of(new Random(BOOTSTRAP_SEED));
        List<Usl> curves = new ArrayList<>();
        for (int i = 0; i < RESAMPLES; i++) {
            curve(logs(runs, random)).ifPresent(curves::add);
        }
        if (curves.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Intervals(
                interval(curves.stream().mapToDouble(Usl::lambda).toArray()),
                interval(curves.stream().mapToDouble(Usl::sigma).toArray()),
                interval(curves.stream().mapToDouble(Usl::kappa).toArray())));
    }

    private static Interval interval(double[] figures) {
        return new Interval(
                LogRatio.quantile(figures, (1 - LogRatio.CONFIDENCE) / 2),
                LogRatio.quantile(figures, (1 + LogRatio.CONFIDENCE) / 2));
    }

    /** The best curve over all starts; empty if none converges. */
    private static Optional<Usl> curve(SortedMap<Integer, Double> logs) {
        double[] threads =
                logs.keySet().stream().mapToDouble(Integer::doubleValue).toArray();
        double[] target =
                logs.values().stream().mapToDouble(Double::doubleValue).toArray();
        double lambdaLog = target[0] - Math.log(threads[0]);
        return Arrays.stream(STARTS)
                .map(start -> new double[] {lambdaLog, Math.sqrt(start[0]), Math.sqrt(start[1])})
                .flatMap(start -> optimum(threads, target, start).stream())
                .min(Comparator.comparingDouble(LeastSquaresOptimizer.Optimum::getCost))
                .map(optimum -> optimum.getPoint().toArray())
                .map(point -> new Usl(Math.exp(point[0]), point[1] * point[1], point[2] * point[2]));
    }

    private static Optional<LeastSquaresOptimizer.Optimum> optimum(double[] threads, double[] target, double[] start) {
        try {
            return Optional.of(new LevenbergMarquardtOptimizer()
                    .optimize(new LeastSquaresBuilder()
                            .model(point -> logThroughputs(threads, point), point -> derivatives(threads, point))
                            .target(target)
                            .start(start)
                            .maxEvaluations(STEPS_MAX)
                            .maxIterations(STEPS_MAX)
                            .build()));
        } catch (MathIllegalStateException doesNotConverge) {
            // Another start may.
            return Optional.empty();
        }
    }

    /** ln X at each number of threads; the point is ln λ, √σ, √κ. */
    private static double[] logThroughputs(double[] threads, double[] point) {
        return Arrays.stream(threads)
                .map(n -> point[0] + Math.log(n) - Math.log(slowdown(n, point[1] * point[1], point[2] * point[2])))
                .toArray();
    }

    private static double[][] derivatives(double[] threads, double[] point) {
        double[][] derivatives = new double[threads.length][];
        for (int i = 0; i < threads.length; i++) {
            double n = threads[i];
            double slowdown = slowdown(n, point[1] * point[1], point[2] * point[2]);
            derivatives[i] =
                    new double[] {1, -2 * point[1] * (n - 1) / slowdown, -2 * point[2] * n * (n - 1) / slowdown};
        }
        return derivatives;
    }
}
