package raftmark.bench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import raftmark.bench.analysis.SyntheticSweep.Truth;

class CompareReportTest {
    private static final double QUIET = 0.005;

    private static SyntheticSweep threads(long seed, int repetitions, double... factors) {
        Map<Integer, Double> factorByThreads = new TreeMap<>();
        for (int i = 0; i < factors.length; i++) {
            factorByThreads.put(1 << i, factors[i]);
        }
        return new SyntheticSweep().runs(new Random(seed), QUIET, repetitions, factorByThreads);
    }

    private static List<By> by(String... texts) {
        return List.of(texts).stream().map(By::parse).toList();
    }

    /** The cells of the line of a table that has these texts. */
    private static String line(String table, String... texts) {
        return table.lines()
                .filter(line -> List.of(texts).stream().allMatch(line::contains))
                .findFirst()
                .orElseThrow(() -> new AssertionError(table));
    }

    @Test
    void levelsAreComparedWithTheFirst() {
        String text = CompareReport.ofLevels(threads(1, 5, 1, 2, 0.5).results("dir"), by("server_threads"))
                .text();
        assertThat(line(text, "1 → 2", "ops/s"))
                .contains("helps")
                .containsPattern("\\| +(1\\.9\\d\\d|2\\.0\\d\\d) \\|");
        assertThat(line(text, "1 → 4", "ops/s")).contains("hurts").containsPattern("\\| +(0\\.49\\d|0\\.50\\d) \\|");
        assertThat(line(text, "1 → 2", "p99")).contains("no difference seen");
        assertThat(text)
                .contains("Holm's correction over all 8 comparisons")
                .contains("dir, experiment synthetic, 15 runs")
                .contains("noise floor: 95th percentile of 30 pairs of repetitions of one configuration"
                        + " (throughput_ops_per_second, latency_p50_micros, latency_p99_micros,"
                        + " server_cpu_micros_per_operation)");
    }

    @Test
    void theBaseCanBeNamedAndLatencyThatGrowsHurts() {
        SyntheticSweep sweep = new SyntheticSweep();
        for (int repetition = 1; repetition <= 5; repetition++) {
            double drift = 1 + 0.001 * repetition * repetition;
            Truth fast = new Truth(4000 * drift, 10_000, 20_000, 300);
            Truth slow = new Truth(4000, 10_000 * drift, 30_000, 200 * drift);
            sweep.run("jraft", 1, repetition, fast, SyntheticSweep.TERMS, SyntheticSweep.OK);
            sweep.run("ratis", 1, repetition, slow, SyntheticSweep.TERMS, SyntheticSweep.OK);
        }
        String text =
                CompareReport.ofLevels(sweep.results("dir"), by("backend")).text();
        assertThat(line(text, "jraft → ratis", "p99")).contains("1.500").contains("hurts");
        assertThat(line(text, "jraft → ratis", "server CPU")).contains("helps");
        String turned = CompareReport.ofLevels(sweep.results("dir"), by("backend=ratis"))
                .text();
        assertThat(line(turned, "ratis → jraft", "p99")).contains("0.667").contains("helps");
    }

    @Test
    void twoSweepsAreComparedCellByCellAndWhatChangedIsSaid() {
        CompareReport report = CompareReport.ofSweeps(
                threads(1, 5, 1, 1).results("before"), threads(2, 5, 1, 0.8, 1).results("after"), List.of());
        String text = report.text();
        assertThat(line(text, "fixed 1,", "ops/s"))
                .contains("no difference seen")
                .contains("5/5");
        assertThat(line(text, "fixed 2,", "ops/s")).contains("hurts");
        assertThat(text)
                .contains("environment differs: commit before → after")
                .contains("different times")
                .contains("nothing to compare with: other only, jraft blocking fixed 4, 64 clients")
                .doesNotContain("environment differs: cores");
    }

    @Test
    void sixNumbersOfThreadsHaveACurveAndFewerNone() {
        String text = CompareReport.ofLevels(
                        threads(1, 3, 1, 1.9, 3.4, 5.5, 7.5, 8).results("dir"), by("server_threads"))
                .text();
        assertThat(text).contains("\njraft blocking fixed, 64 clients: USL-form fit over server threads: λ ");
        CompareReport two = CompareReport.ofSweeps(
                threads(1, 3, 1, 1.9, 3.4, 5.5, 7.5, 8).results("before"),
                threads(1, 3, 1, 1.9, 3.4, 9, 7.5, 8).results("after"),
                List.of());
        assertThat(two.notes())
                .anyMatch(note -> note.startsWith("base: jraft blocking fixed, 64 clients: USL-form fit"))
                .anyMatch(note -> note.startsWith("other: jraft blocking fixed, 64 clients: no USL-form fit over server"
                        + " threads: super-linear: at 8 threads"));
        assertThat(CompareReport.ofLevels(threads(1, 3, 1, 2).results("dir"), by("server_threads"))
                        .text())
                .doesNotContain("USL");
    }

    @Test
    void differentTermsAreNamedAndNotCompared() {
        SyntheticSweep sweep = threads(1, 3, 1);
        for (int repetition = 1; repetition <= 3; repetition++) {
            sweep.run("echo", 1, repetition, Truth.USUAL, "t2", SyntheticSweep.OK);
        }
        CompareReport report = CompareReport.ofLevels(sweep.results("dir"), by("backend"));
        assertThat(report.isEmpty()).isTrue();
        assertThat(report.notes())
                .contains("not comparable: blocking fixed 1, 64 clients, echo → jraft because these terms differ:"
                        + " durability (none → fsync)");
        assertThat(report.csv()).contains("not comparable").contains("durability (none → fsync)");
        SyntheticSweep unknown = new SyntheticSweep()
                .run("echo", 1, 1, Truth.USUAL, "t9", SyntheticSweep.OK)
                .run("jraft", 1, 1, Truth.USUAL, "t1", SyntheticSweep.OK);
        assertThat(CompareReport.ofLevels(unknown.results("dir"), by("backend")).notes())
                .anyMatch(note -> note.contains("terms_id t9 and t1 differ, and environment.json does not spell them"));
        assertThatThrownBy(() ->
                        new CellPair(unknown.cells().get(0), unknown.cells().get(1), true))
                .hasMessageContaining("not compared");
    }

    @Test
    void underOtherTermsThanTheFirstLevelTheFirstOfTheirOwnIsTheBase() {
        SyntheticSweep sweep = new SyntheticSweep();
        for (int repetition = 1; repetition <= 3; repetition++) {
            sweep.run("echo", 1, repetition, Truth.USUAL, "t2", SyntheticSweep.OK)
                    .run("jraft", 1, repetition, Truth.USUAL, "t1", SyntheticSweep.OK)
                    .run("local", 1, repetition, Truth.USUAL, "t2", SyntheticSweep.OK)
                    .run("ratis", 1, repetition, Truth.USUAL.times(0.5), "t1", SyntheticSweep.OK);
        }
        CompareReport report = CompareReport.ofLevels(sweep.results("dir"), by("backend"));
        assertThat(line(report.text(), "echo → local", "ops/s")).contains("1.000");
        assertThat(line(report.text(), "jraft → ratis", "ops/s"))
                .contains("0.500")
                .contains("hurts");
        assertThat(report.notes().stream().filter(note -> note.startsWith("not comparable")))
                .hasSize(1)
                .first()
                .asString()
                .contains("echo → jraft because these terms differ: durability (none → fsync)");
        CompareReport named = CompareReport.ofLevels(sweep.results("dir"), by("backend=jraft"));
        assertThat(line(named.text(), "jraft → ratis", "ops/s")).contains("hurts");
        assertThat(named.notes().stream().filter(note -> note.startsWith("not comparable")))
                .hasSize(2);
    }

    @Test
    void invalidRunsEnterNoFigureAndAreCounted() {
        SyntheticSweep sweep = threads(1, 3, 1, 1);
        sweep.run("jraft", 2, 4, Truth.USUAL.times(1000), SyntheticSweep.TERMS, "INVALID(steal)");
        String text = CompareReport.ofLevels(sweep.results("dir"), by("server_threads"))
                .text();
        assertThat(text).contains("7 runs, of which 1 are INVALID");
        assertThat(line(text, "ops/s")).contains("no difference seen").containsPattern("\\| +3 \\|");
    }

    @Test
    void oneRepetitionGivesARatioAndNoVerdict() {
        String text = CompareReport.ofLevels(threads(1, 1, 1, 3).results("dir"), by("server_threads"))
                .text();
        assertThat(line(text, "ops/s")).contains("too few runs").doesNotContain("helps");
        assertThat(text).contains("without 3 valid repetitions of both there is no interval");
    }

    @Test
    void aFigureThatSomeRunLacksIsNotCompared() {
        SyntheticSweep sweep = threads(1, 3, 1, 1);
        sweep.run("jraft", 2, 4, new Truth(10, 10, Double.NaN, 400), SyntheticSweep.TERMS, SyntheticSweep.OK);
        String text = CompareReport.ofLevels(sweep.results("dir"), by("server_threads"))
                .text();
        assertThat(line(text, "p99")).contains("not measured in every run");
        assertThat(line(text, "ops/s")).contains("no difference seen");
    }

    @Test
    void throughputThatAScheduleAskedForIsHeldAgainstNoCapacity() {
        SyntheticSweep sweep = threads(1, 3, 1);
        for (int repetition = 1; repetition <= 3; repetition++) {
            sweep.openRun("", 1, repetition, Truth.USUAL.times(0.7), SyntheticSweep.OK);
        }
        String text = CompareReport.ofLevels(sweep.results("dir"), by("loop", "arrivals", "target_rate"))
                .text();
        assertThat(line(text, "ops/s")).contains("asked for by the schedule, so not compared");
    }

    @Test
    void markdownAndCsvHoldTheSameRows() {
        CompareReport report = CompareReport.ofLevels(threads(1, 3, 1, 2).results("dir"), by("server_threads"));
        assertThat(report.markdown())
                .startsWith("| configuration | server_threads | figure |")
                .contains("|---|---|---|---:|---:|")
                .contains("\n* ratio: other / base");
        List<String> csv = report.csv().lines().toList();
        assertThat(csv).hasSize(5);
        assertThat(csv.get(0)).startsWith("configuration,base_level,other_level,figure,unit,");
        assertThat(csv.get(1))
                .startsWith("\"jraft blocking fixed, 64 clients\",1,2,throughput_ops_per_second,operations/s,")
                .endsWith(",3,3,0,0,helps,t1,");
        assertThat(report.csv()).isEqualTo(report.csv());
    }

    @Test
    void factorsAreReadAndLevelsOrderedByNumber() {
        assertThatThrownBy(() -> By.parse("threads=4")).hasMessageContaining("'threads' is no factor. Known: backend");
        SyntheticSweep sweep = new SyntheticSweep();
        for (int threads : new int[] {16, 2, 128}) {
            sweep.run("jraft", threads, 1, Truth.USUAL, SyntheticSweep.TERMS, SyntheticSweep.OK);
        }
        assertThat(sweep.cells().stream()
                        .sorted(By.order(by("server_threads")))
                        .map(cell -> cell.serverThreads().orElse(0)))
                .containsExactly(2.0, 16.0, 128.0);
    }
}
