package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import raftmark.bench.analysis.SyntheticSweep.Truth;
import raftmark.bench.spec.Factor;

class StatisticsTest {
    @Test
    void pairsHaveStudentsIntervalAndPValue() {
        LogRatio ratio = LogRatio.paired(
                new double[] {1, 2, 4}, new double[] {Math.exp(0.6), 2 * Math.exp(0.7), 4 * Math.exp(0.8)});
        assertThat(ratio.ratio()).isCloseTo(Math.exp(0.7), within(1e-12));
        Interval interval = ratio.interval().orElseThrow();
        double half = 4.302653 * 0.1 / Math.sqrt(3);
        assertThat(Math.log(interval.low())).isCloseTo(0.7 - half, within(1e-6));
        assertThat(Math.log(interval.high())).isCloseTo(0.7 + half, within(1e-6));
        assertThat(interval.leavesOutOne()).isTrue();
        // With two degrees of freedom Student's distribution has a closed form.
        double t = 0.7 / (0.1 / Math.sqrt(3));
        assertThat(ratio.pValue().orElseThrow()).isCloseTo(1 - t / Math.sqrt(2 + t * t), within(1e-9));
        assertThat(ratio.share()).isCloseTo(1 / Math.sqrt(3), within(1e-12));
    }

    @Test
    void runsThatAreNotPairedHaveWelchsInterval() {
        double[] from = {1, Math.exp(1), Math.exp(2)};
        double[] to = {Math.exp(3), Math.exp(4), Math.exp(5)};
        LogRatio ratio = LogRatio.unpaired(from, to);
        assertThat(ratio.log()).isCloseTo(3, within(1e-12));
        // Equally noisy: 2n - 2 degrees of freedom.
        double half = 2.776445 * Math.sqrt(2.0 / 3);
        assertThat(Math.log(ratio.interval().orElseThrow().low())).isCloseTo(3 - half, within(1e-5));
        assertThat(ratio.runs()).isEqualTo(3);
        // Unequally noisy: the noisy side alone counts, with its n - 1.
        LogRatio unequal = LogRatio.unpaired(new double[] {1, 1, 1}, to);
        assertThat(Math.log(unequal.interval().orElseThrow().low()))
                .isCloseTo(4 - 4.302653 * Math.sqrt(1.0 / 3), within(1e-5));
    }

    @Test
    void tooFewRunsHaveNoIntervalAndEqualOnesNoWidth() {
        LogRatio two = LogRatio.ofLogs(new double[] {0.5, 0.5});
        assertThat(two.interval()).isEmpty();
        assertThat(two.bootstrap()).isEmpty();
        assertThat(two.pValue()).isEmpty();
        assertThat(LogRatio.unpaired(new double[] {1}, new double[] {2, 2, 2}).interval())
                .isEmpty();
        LogRatio equal = LogRatio.ofLogs(new double[] {0, 0, 0});
        assertThat(equal.interval().orElseThrow().leavesOutOne()).isFalse();
        assertThat(equal.pValue()).hasValue(1);
        assertThat(LogRatio.ofLogs(new double[] {0.5, 0.5, 0.5}).pValue()).hasValue(0);
    }

    @Test
    void theBootstrapIsSeededAndStaysWithinTheRuns() {
        double[] logs = {0.1, 0.12, 0.14, 0.3, 0.11};
        Interval interval = LogRatio.ofLogs(logs).bootstrap().orElseThrow();
        assertThat(LogRatio.ofLogs(logs).bootstrap()).contains(interval);
        assertThat(Math.log(interval.low())).isBetween(0.1, 0.13);
        assertThat(Math.log(interval.high())).isBetween(0.18, 0.3);
    }

    @Test
    void holmMultipliesTheSmallestMost() {
        assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
                .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
        assertThat(Holm.adjusted(new double[] {0.9, 0.8})).containsExactly(1.0, 1.0);
        assertThat(Holm.adjusted(new double[0])).isEmpty();
    }

    @Test
    void theFloorIsWhatRunsOfOneConfigurationStray() {
        SyntheticSweep sweep = new SyntheticSweep();
        double[] throughputs = {1000, 1100, 1210};
        for (int i = 0; i < throughputs.length; i++) {
            Truth figures = new Truth(throughputs[i], 10, Double.NaN, 10);
            sweep.run("jraft", 1, i + 1, figures, SyntheticSweep.TERMS, SyntheticSweep.OK);
        }
        NoiseFloor floor = NoiseFloor.ofRepetitions(sweep.cells(), RunFigure.THROUGHPUT);
        assertThat(floor.ratios()).isEqualTo(3);
        // |log ratios| are 1, 1 and 2 times ln 1.1; their 95th percentile lies nine tenths of the way to the largest.
        assertThat(floor.singleRunLog()).isCloseTo(1.9 * Math.log(1.1), within(1e-9));
        assertThat(floor.runLogDeviation()).isCloseTo(Math.log(1.1), within(1e-9));
        LogRatio four = LogRatio.ofLogs(new double[] {0.5, 0.5, 0.5, 0.5});
        assertThat(floor.ratioFor(four)).isCloseTo(Math.pow(1.1, 0.95), within(1e-9));
        assertThat(NoiseFloor.ofRepetitions(sweep.cells(), RunFigure.P99).ratios())
                .isZero();
        assertThat(NoiseFloor.ofRepetitions(sweep.cells(), RunFigure.P99).isBelow(four))
                .isFalse();
    }

    /** Label a has 1,000 ops/s throughout; b strays, by little and once by much. */
    private static SyntheticSweep twins(double... ofB) {
        SyntheticSweep sweep = new SyntheticSweep();
        for (int i = 0; i < ofB.length; i++) {
            Truth a = new Truth(1000, 10, Double.NaN, 10);
            Truth b = new Truth(ofB[i], 10, Double.NaN, 10);
            sweep.labelled("b", "jraft", 4, i + 1, b, SyntheticSweep.TERMS, SyntheticSweep.OK);
            sweep.labelled("a", "jraft", 4, i + 1, a, SyntheticSweep.TERMS, SyntheticSweep.OK);
            sweep.run("jraft", 1, i + 1, Truth.USUAL.times(1 + i), SyntheticSweep.TERMS, SyntheticSweep.OK);
        }
        return sweep;
    }

    @Test
    void whereAConfigurationRanUnderTwoLabelsTheFloorIsWhatTheyDifferBy() {
        List<CellSummary> cells =
                twins(1010, 990, 1100, 1000, 1000, 1000, 1000, 1000, 1000, 1000).cells();
        NoiseFloor floor = NoiseFloor.of(cells, cells, RunFigure.THROUGHPUT);
        assertThat(floor.source()).isEqualTo(NoiseFloor.Source.LABELS);
        assertThat(floor.ratios()).isEqualTo(10);
        assertThat(floor.singleRunLog()).isCloseTo(Math.log(1.1), within(1e-9));
        assertThat(floor.text()).isEqualTo("95th percentile of 10 A/A comparisons (label a with b of one repetition)");
        // Two sweeps have no labels in common; and what no twin measured comes from the repetitions, if from anywhere.
        assertThat(NoiseFloor.of(cells, List.of(), RunFigure.THROUGHPUT).source())
                .isEqualTo(NoiseFloor.Source.REPETITIONS);
        assertThat(NoiseFloor.of(cells, cells, RunFigure.P99).source()).isEqualTo(NoiseFloor.Source.REPETITIONS);
    }

    @Test
    void tooFewTwinsAreNoFloorAndItIsSaid() {
        List<CellSummary> cells =
                twins(1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000).cells();
        NoiseFloor floor = NoiseFloor.of(cells, cells, RunFigure.THROUGHPUT);
        assertThat(floor)
                .isEqualTo(new NoiseFloor(floor.singleRunLog(), floor.runLogDeviation(), 72, floor.source(), 9));
        assertThat(floor.text())
                .isEqualTo("95th percentile of 72 pairs of repetitions of one configuration, as 9 A/A comparisons are"
                        + " fewer than 10");
    }

    @Test
    void openAndClosedLoopsHaveFloorsOfTheirOwn() {
        SyntheticSweep closed = new SyntheticSweep();
        SyntheticSweep both = new SyntheticSweep();
        for (int repetition = 1; repetition <= 5; repetition++) {
            double noise = 1 + 0.01 * repetition;
            for (int threads : new int[] {1, 4}) {
                Truth quiet = new Truth(4000, 15_000, 40_000 * noise, 400);
                Truth noisy = new Truth(2800, 15_000, 40_000 * Math.pow(repetition, 2), 400);
                closed.run("jraft", threads, repetition, quiet, SyntheticSweep.TERMS, SyntheticSweep.OK);
                both.run("jraft", threads, repetition, quiet, SyntheticSweep.TERMS, SyntheticSweep.OK);
                both.openRun("", threads, repetition, noisy, SyntheticSweep.OK);
            }
        }
        List<CellSummary> cells = both.cells();
        List<NoiseFloor> floors =
                Comparison.of(
                                Matching.ofLevels(cells, List.of(By.parse("server_threads")))
                                        .pairs(),
                                cells)
                        .stream()
                        .filter(one -> one.figure().equals(RunFigure.P99))
                        .map(Comparison::floor)
                        .toList();
        assertThat(floors).extracting(NoiseFloor::ratios).containsExactly(20, 20);
        assertThat(floors.get(0).singleRunLog()).isLessThan(Math.log(1.05));
        assertThat(floors.get(1).singleRunLog()).isGreaterThan(Math.log(10));
        // A plan promises by the noise of closed loops, where there are some.
        assertThat(Noise.of(both.results("both"), Set.of("jraft"), true).of(RunFigure.P99))
                .isEqualTo(Noise.of(closed.results("closed"), Set.of("jraft"), true)
                        .of(RunFigure.P99));
    }

    @Test
    void aConfigurationOfWhichOnlyLabelBRanIsNone() {
        SyntheticSweep sweep = new SyntheticSweep();
        sweep.run("jraft", 1, 1, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
        sweep.labelled("b", "jraft", 4, 1, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
        sweep.openRun("b", 4, 1, Truth.USUAL, "INVALID(steal)");
        assertThat(sweep.cells())
                .extracting(cell -> cell.level(Factor.SERVER_THREADS))
                .containsExactly("1");
        assertThat(CellSummary.ofServiceTimes(sweep.rows())).hasSize(1);
    }

    @Test
    void ofManyComparisonsWithItselfTheLargestTwentiethIsLeftOut() {
        double[] ofB = new double[40];
        Arrays.setAll(ofB, i -> 1000 + i);
        List<CellSummary> cells = twins(ofB).cells();
        assertThat(NoiseFloor.of(cells, cells, RunFigure.THROUGHPUT).singleRunLog())
                .isCloseTo(Math.log(1.037), within(1e-9));
    }

    @Test
    void runsOfLabelBEnterNoFigureOfTheirConfiguration() {
        SyntheticSweep sweep = twins(5000, 5000, 5000);
        sweep.labelled("b", "jraft", 4, 4, Truth.USUAL, SyntheticSweep.TERMS, "INVALID(steal)");
        CellSummary cell = sweep.cells().get(0);
        assertThat(cell.level(Factor.SERVER_THREADS)).isEqualTo("4");
        assertThat(cell.throughput()).hasValue(1000);
        assertThat(cell.valid()).hasSize(3);
        assertThat(cell.twins()).hasSize(3);
        assertThat(cell.invalid()).isEmpty();
        SweepReport report = SweepReport.of("Does it?", sweep.rows());
        assertThat(report.text()).doesNotContain("runs are INVALID").contains("twins (label b");
        assertThat(report.runsByCaveat().values()).containsExactly(6);
        sweep.labelled("a", "jraft", 4, 5, Truth.USUAL, SyntheticSweep.TERMS, "INVALID(steal)");
        assertThat(SweepReport.of("Does it?", sweep.rows()).text()).contains("1 of 7 runs are INVALID");
        assertThat(CompareReport.ofLevels(sweep.results("dir"), List.of(By.parse("server_threads")))
                        .text())
                .contains("7 runs (and 4 twins of label b), of which 1 are INVALID");
    }

    @Test
    void theSmallestEffectFollowsFromNoiseRepetitionsAndQuestions() {
        double five = Math.log(SmallestEffect.ratio(5, 0.05, 1).orElseThrow());
        assertThat(Math.log(SmallestEffect.ratio(5, 0.1, 1).orElseThrow())).isCloseTo(2 * five, within(1e-9));
        assertThat(Math.log(SmallestEffect.ratio(10, 0.05, 1).orElseThrow())).isLessThan(five);
        assertThat(Math.log(SmallestEffect.ratio(5, 0.05, 20).orElseThrow())).isGreaterThan(five);
        // With many runs Student's t is nearly normal: (1.984 + 1.645) standard errors.
        assertThat(Math.log(SmallestEffect.ratio(100, 0.05, 1).orElseThrow()))
                .isCloseTo(3.63 * 0.05 * Math.sqrt(2) / 10, within(0.001));
        assertThat(SmallestEffect.ratio(2, 0.05, 1)).isEmpty();
        assertThat(SmallestEffect.ratio(5, Double.NaN, 1)).isEmpty();
        assertThatThrownBy(() -> SmallestEffect.ratio(5, 0.05, 0)).hasMessageContaining("comparisons 0");
    }
}
