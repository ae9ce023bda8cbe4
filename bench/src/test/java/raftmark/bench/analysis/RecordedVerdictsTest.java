package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.bench.analysis.SyntheticSweep.Truth;

/**
 * What verdicts are worth on the noise of recorded sweeps, whatever its distribution: seeded sweeps whose runs are drawn from
 * those of results/reference, independent of each other or with the drift of a recorded repetition in common, with label b and
 * without.
 */
class RecordedVerdictsTest {
    private static final int SWEEPS = 1200;
    private static final int WRONG_MAX = SWEEPS * 5 / 100;
    private static final int PLANTED = 400;
    private static final int FOUND_MIN = PLANTED * 90 / 100;
    /** Neighbouring seeds of a Random begin alike. */
    private static final long SEED_SPREAD = 0x9E3779B97F4A7C15L;

    private static final int REPETITIONS = 5;
    private static final int[] THREADS = {1, 4, 16};
    /** Of so many numbers of threads, so that there are ten comparisons with themselves. */
    private static final int TWINS = 2;
    /** Three pairs in throughput, and p99 of two beside the fewest. */
    private static final int COMPARISONS = 5;

    /** @param drift whether runs of a repetition have in common what they had when they were recorded */
    private static Verdicts verdicts(
            RecordedNoise noise, boolean drift, boolean labels, Truth ofMostThreads, Random random) {
        SyntheticSweep sweep = new SyntheticSweep();
        int runs = THREADS.length + (labels ? TWINS : 0);
        for (int repetition = 1; repetition <= REPETITIONS; repetition++) {
            List<Truth> drawn = drift ? noise.ofOneRepetition(random, runs) : noise.independent(random, runs);
            for (int i = 0; i < runs; i++) {
                int threads = THREADS[i % THREADS.length];
                Truth truth = (threads == 16 ? ofMostThreads : Truth.USUAL).strayed(drawn.get(i));
                sweep.labelled(
                        i >= THREADS.length ? "b" : "",
                        "jraft",
                        threads,
                        repetition,
                        truth,
                        SyntheticSweep.TERMS,
                        SyntheticSweep.OK);
            }
        }
        return Verdicts.of(sweep.cells());
    }

    private static Random seeded(int sweep) {
        return new Random(sweep * SEED_SPREAD);
    }

    private static boolean anyVerdict(Verdicts verdicts) {
        Verdicts.Series series = verdicts.series().get(0);
        return series.levels().stream()
                .anyMatch(level -> level.throughput().differs()
                        || level.p99().differs()
                        || level.toLast().filter(Effect::differs).isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "server-threads,jraft,true,false",
        "server-threads,ratis,true,true",
        "server-threads,ratis,false,false",
        "bars,jraft,false,false",
        "lab,ratis,true,false"
    })
    void ofAConfigurationBesideItselfNoDifferenceIsSeen(String sweep, String backend, boolean drift, boolean labels) {
        RecordedNoise noise = RecordedNoise.of(sweep, backend);
        assertThat(verdicts(noise, drift, labels, Truth.USUAL, seeded(1)).comparisons())
                .isEqualTo(COMPARISONS);
        long wrong = IntStream.range(0, SWEEPS)
                .filter(seed -> anyVerdict(verdicts(noise, drift, labels, Truth.USUAL, seeded(seed))))
                .count();
        assertThat(wrong).isLessThanOrEqualTo(WRONG_MAX);
    }

    @ParameterizedTest
    @CsvSource({
        "server-threads,jraft,true,false",
        "server-threads,ratis,true,true",
        "server-threads,ratis,false,false",
        "bars,jraft,false,false",
        "lab,ratis,true,false"
    })
    void aSlowdownOfTheSizeThatPlanPromisesIsFound(String sweep, String backend, boolean drift, boolean labels) {
        RecordedNoise noise = RecordedNoise.of(sweep, backend);
        double effect = noise.smallestEffect(RunFigure.THROUGHPUT, REPETITIONS, COMPARISONS);
        assertFound(effect, noise, drift, labels, Truth.USUAL.times(1 / effect), Verdicts.Level::throughput);
        double slower = noise.smallestEffect(RunFigure.P99, REPETITIONS, COMPARISONS);
        assertFound(slower, noise, drift, labels, Truth.USUAL.strayed(new Truth(1, 1, slower, 1)), Verdicts.Level::p99);
    }

    private static void assertFound(
            double effect,
            RecordedNoise noise,
            boolean drift,
            boolean labels,
            Truth ofMostThreads,
            Function<Verdicts.Level, Effect> figure) {
        long found = IntStream.range(0, PLANTED)
                .filter(seed -> {
                    Verdicts verdicts = verdicts(noise, drift, labels, ofMostThreads, seeded(seed));
                    List<Verdicts.Level> levels = verdicts.series().get(0).levels();
                    return figure.apply(levels.get(levels.size() - 1)).finding() == Finding.HURTS;
                })
                .count();
        assertThat(found).as("effect %s", effect).isGreaterThanOrEqualTo(FOUND_MIN);
    }
}
