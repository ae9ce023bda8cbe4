package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UslTest {
    private static final int[] THREADS = {1, 2, 4, 8, 16, 32, 48, 64};
    private static final Usl TRUTH = new Usl(940, 0.018, 0.0003);

    private static SortedMap<Integer, double[]> exact(Usl curve, int points) {
        SortedMap<Integer, double[]> runs = new TreeMap<>();
        for (int i = 0; i < points; i++) {
            runs.put(THREADS[i], new double[] {curve.at(THREADS[i])});
        }
        return runs;
    }

    private static Usl.Fit fitted(SortedMap<Integer, double[]> runs) {
        Usl.Outcome outcome = Usl.fit(runs);
        assertThat(outcome).isInstanceOf(Usl.Fit.class);
        return (Usl.Fit) outcome;
    }

    @Test
    void theFixtureOfTheMethodologyPageIsRecovered() {
        Usl.Fit fit = fitted(exact(TRUTH, 8));
        assertThat(fit.curve().lambda()).isCloseTo(940, within(0.01));
        assertThat(fit.curve().sigma()).isCloseTo(0.018, within(1e-6));
        assertThat(fit.curve().kappa()).isCloseTo(0.0003, within(1e-7));
        assertThat(fit.intervals()).isEmpty();
    }

    @Test
    void curvesOnTheBorderAreRecoveredAndNothingIsNegative() {
        Usl amdahl = fitted(exact(new Usl(500, 0.1, 0), 8)).curve();
        assertThat(amdahl.sigma()).isCloseTo(0.1, within(1e-3));
        assertThat(amdahl.kappa()).isBetween(0.0, 1e-5);
        Usl linear = fitted(exact(new Usl(500, 0, 0), 8)).curve();
        assertThat(linear.lambda()).isCloseTo(500, within(0.5));
        assertThat(linear.sigma()).isBetween(0.0, 1e-4);
        assertThat(linear.kappa()).isBetween(0.0, 1e-6);
    }

    @Test
    void noisyRunsHaveIntervalsAroundTheTruth() {
        Random random = new Random(7);
        SortedMap<Integer, double[]> runs = new TreeMap<>();
        for (int threads : THREADS) {
            double[] figures = new double[5];
            for (int i = 0; i < figures.length; i++) {
                figures[i] = TRUTH.at(threads) * Math.exp(0.03 * random.nextGaussian());
            }
            runs.put(threads, figures);
        }
        Usl.Fit fit = fitted(runs);
        assertThat(fit.curve().sigma()).isCloseTo(0.018, within(0.01));
        Usl.Intervals intervals = fit.intervals().orElseThrow();
        assertThat(intervals.lambda().low()).isBetween(800.0, fit.curve().lambda());
        assertThat(intervals.lambda().high()).isBetween(fit.curve().lambda(), 1100.0);
        assertThat(intervals.sigma().low()).isLessThan(intervals.sigma().high());
        assertThat(intervals.kappa().low()).isNotNegative();
    }

    @Test
    void noiseAboveTheStraightLineIsNotSuperLinear() {
        SortedMap<Integer, double[]> runs = new TreeMap<>();
        for (int threads = 1; threads <= 32; threads *= 2) {
            double up = threads == 2 ? 1.07 : 1;
            runs.put(threads, new double[] {100 * threads * up, 115 * threads * up, 87 * threads * up});
        }
        assertThat(fitted(runs).curve().sigma()).isBetween(0.0, 0.01);
    }

    @Test
    void whereTheCurveLiesOutsideAllRunsItSaysSo() {
        SortedMap<Integer, double[]> runs = exact(TRUTH, 8);
        runs.replaceAll((threads, figures) -> new double[] {figures[0] * 0.99, figures[0], figures[0] * 1.01});
        assertThat(fitted(runs).outside()).isEmpty();
        runs.replaceAll((threads, figures) -> threads == 4 ? scaled(figures, 0.7) : figures);
        Usl.Fit fit = fitted(runs);
        assertThat(fit.outside()).contains(4);
        for (int threads : THREADS) {
            double[] figures = runs.get(threads);
            double at = fit.curve().at(threads);
            assertThat(fit.outside().contains(threads))
                    .as("%d threads: %s against %s", threads, at, figures)
                    .isEqualTo(at * 1.001 < figures[0] || at > figures[2] * 1.001);
        }
        assertThat(fit.text()).contains("; at N = ").endsWith(" it lies outside all runs");
        // Of fewer than three runs nobody can say how far they reach.
        runs.replaceAll((threads, figures) -> new double[] {figures[0], figures[2]});
        assertThat(fitted(runs).outside()).isEmpty();
    }

    private static double[] scaled(double[] figures, double factor) {
        return Arrays.stream(figures).map(figure -> figure * factor).toArray();
    }

    @Test
    void aParameterThatEveryResampleLeavesAtZeroHasNoInterval() {
        SortedMap<Integer, double[]> runs = new TreeMap<>();
        for (int threads : THREADS) {
            // It goes on rising where the form levels off, so pairs of threads would have to help each other.
            double figure = 1000 * Math.sqrt(threads);
            runs.put(threads, new double[] {figure * 0.999, figure, figure * 1.001});
        }
        assertThat(fitted(runs).text()).contains("κ 0 (at its bound, so no interval)");
    }

    @Test
    void anOutcomeCanBeSaid() {
        SortedMap<Integer, double[]> runs = exact(TRUTH, 8);
        assertThat(fitted(runs).text())
                .isEqualTo(
                        "USL-form fit over server threads: λ 940 ops/s, σ 0.018, κ 0.00030; too few runs for intervals");
        runs.replaceAll((threads, figures) -> new double[] {figures[0] * 0.99, figures[0], figures[0] * 1.01});
        assertThat(fitted(runs).text())
                .matches(
                        "USL-form fit over server threads: λ 9\\d\\d ops/s \\(9\\d\\d to 9\\d\\d\\), σ 0\\.0\\d+ \\(0\\.0\\d+ to"
                                + " 0\\.0\\d+\\), κ 0\\.000\\d+ \\(0\\.000\\d+ to 0\\.000\\d+\\)");
        assertThat(Usl.fit(exact(TRUTH, 3)).text())
                .isEqualTo(
                        "no USL-form fit over server threads: 3 numbers of threads are too few for three parameters; 6 are"
                                + " the least");
    }

    @Test
    void tooFewPointsAndSuperLinearCurvesAreRefused() {
        assertThat(Usl.fit(exact(TRUTH, 5)))
                .isInstanceOfSatisfying(
                        Usl.Refused.class,
                        refused -> assertThat(refused.reason()).contains("5 numbers of threads"));
        SortedMap<Integer, double[]> batched = exact(TRUTH, 8);
        batched.put(8, new double[] {940 * 8 * 1.2});
        assertThat(Usl.fit(batched))
                .isInstanceOfSatisfying(
                        Usl.Refused.class,
                        refused -> assertThat(refused.reason()).contains("super-linear: at 8 threads each does 1.20"));
    }
}
