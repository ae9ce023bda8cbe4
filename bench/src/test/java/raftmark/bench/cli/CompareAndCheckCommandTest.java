package raftmark.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.bench.cli.Ended.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.bench.analysis.SyntheticSweep;
import raftmark.bench.result.Column;
import raftmark.bench.result.CsvRows;

class CompareAndCheckCommandTest {
    @TempDir
    private Path directory;

    private String before = "";
    private String after = "";

    @BeforeEach
    void write() throws IOException {
        before = written("before", 1, Map.of(1, 1.0, 4, 2.0));
        after = written("after", 2, Map.of(1, 1.0, 4, 1.0));
    }

    private String written(String name, long seed, Map<Integer, Double> factorByThreads) throws IOException {
        return new SyntheticSweep()
                .runs(new Random(seed), 0.01, 5, new TreeMap<>(factorByThreads))
                .write(directory.resolve(name))
                .toString();
    }

    private static void assertFailed(int code, String message, String... arguments) {
        Ended ended = execute(arguments);
        assertThat(ended.err()).contains(message).doesNotContain("\tat ");
        assertThat(ended.code()).isEqualTo(code);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void compareWritesATableInThreeFormats() {
        Ended text = execute("compare", before, after);
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out()).contains("hurts").contains("environment differs: commit before → after");
        Ended both = execute("compare", before, after, "--by", "server_threads");
        assertThat(both.out()).contains("1 → 4").contains("4 → 1").contains("4 → 4");
        Ended levels = execute("compare", before, "--by", "server_threads");
        assertThat(levels.out()).contains("1 → 4").contains("helps");
        Ended base = execute("compare", before, "--by", "server_threads=4", "--format", "markdown");
        assertThat(base.out()).contains("| 4 → 1 |").contains("hurts");
        Ended csv = execute("compare", before, after, "--format=csv");
        assertThat(csv.out().lines()).hasSize(1 + 2 * 4);
        assertThat(csv.err()).contains("environment differs");
    }

    @Test
    void compareSaysWhatItCannotDo() throws IOException {
        assertFailed(2, "Give a second result directory, or --by FACTOR", "compare", before);
        assertFailed(2, "'threads' is no factor", "compare", before, "--by", "threads");
        assertFailed(2, "no run has the level '8', only 1, 4", "compare", before, "--by", "server_threads=8");
        assertFailed(2, "with two the first is the base", "compare", before, after, "--by", "backend=jraft");
        assertFailed(2, "A and B are the same directory", "compare", before, before + "/.");
        assertFailed(2, "--format", "compare", before, after, "--format", "html");
        assertFailed(
                1,
                "there is no directory",
                "compare",
                before,
                directory.resolve("no").toString());
        assertFailed(1, "nothing can be compared", "compare", before, "--by", "backend");
        String other = written("other", 3, Map.of(16, 1.0));
        assertFailed(1, "other only, jraft blocking fixed 16", "compare", before, other);
        Path runs = Path.of(after, "runs.csv");
        String whole = Files.readString(runs);
        Files.writeString(runs, whole.replaceAll(",OK,", ",INVALID(steal),"));
        assertFailed(
                1,
                "other: " + after
                        + ", experiment synthetic, 10 runs, not one of which is valid; the first is INVALID(steal)",
                "compare",
                before,
                after);
        Files.writeString(runs, whole.replaceFirst(",all,", ",put,"));
        assertThat(execute("compare", before, after).out())
                .contains(
                        "9 runs; 1 run(s) in runs.csv are half-written and left out: mend the directory by run --resume");
        double first = CsvRows.read(runs)
                .get(0)
                .number(Column.THROUGHPUT_OPS_PER_SECOND)
                .orElseThrow();
        Files.writeString(runs, whole.replaceFirst(Double.toString(first), "NaN"));
        assertFailed(1, "throughput_ops_per_second is NaN", "compare", before, after);
        Files.writeString(runs, "");
        assertFailed(1, "runs.csv is empty", "compare", before, after);
        Files.writeString(runs, whole + "1,x");
        assertFailed(1, "breaks off within a line", "compare", before, after);
    }

    @Test
    void checkEndsWithWhatABuildServerCanUse() throws IOException {
        String fast = "server_threads=4: throughput_ops_per_second >= 7000";
        Ended ok = execute("check", before, "--require", fast, "--require", "latency_p99_micros <= 50ms");
        assertThat(ok.code()).as(ok.out() + ok.err()).isZero();
        assertThat(ok.out().lines()).hasSize(2).allMatch(line -> line.startsWith("ok   "));
        Ended failed = execute("check", after, "--require", "operations > 0", "--require=" + fast);
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out())
                .contains("ok   operations")
                .contains("FAIL " + fast)
                .contains("fixed 4, 64 clients");
        Ended slower =
                execute("check", after, "--base", before, "--require", "throughput_ops_per_second vs base >= 90%");
        assertThat(slower.code()).isEqualTo(1);
        assertThat(slower.out())
                .contains("(1 of 2 configurations, 10 of 10 runs valid)")
                .containsPattern("ratio 0\\.(49|50)\\d \\(95 % interval 0\\.");
        assertFailed(
                2,
                "--base is the directory that is checked",
                "check",
                after,
                "--base",
                after + "/.",
                "--require",
                "operations vs base > 1");
        String dropped = written("dropped", 4, Map.of(1, 1.0));
        Ended absent = execute("check", dropped, "--base", before, "--require", "operations vs base > 0.1");
        assertThat(absent.code()).isEqualTo(1);
        assertThat(absent.out())
                .contains("(1 of 2 configurations, 5 of 5 runs valid)")
                .contains("in the base only");
        Ended few = execute("check", after, "--valid-runs-min", "6", "--require", "operations > 0");
        assertThat(few.code()).isEqualTo(1);
        assertThat(few.out()).contains("5 of 5 runs valid, fewer than 6");
        assertFailed(
                2, "--valid-runs-min is 0", "check", after, "--valid-runs-min", "0", "--require", "operations > 0");
        assertFailed(2, "'vs base' needs --base DIR", "check", after, "--require", "operations vs base > 1");
        assertFailed(2, "Known: warmup_seconds", "check", before, "--require", "speed > 3");
        assertFailed(2, "matches no configuration", "check", before, "--require", "backend=etcd: operations > 0");
        assertFailed(2, "--require", "check", before);
        assertFailed(1, "runs.csv is missing", "check", directory.toString(), "--require", "operations > 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ended_at\": \"2026\", \"interrupted\": true} | the sweep was interrupted",
                "{\"started_at\": \"2026\"} | the sweep has not ended: it goes on, or was cut off",
            })
    void aSweepThatIsNotWholePassesNoCheckUnlessAsked(String lastSweep, String gap) throws IOException {
        Path environment = Path.of(after, "environment.json");
        String whole = Files.readString(environment);
        String ended = "{\"ended_at\": \"2026\", \"interrupted\": false}";
        Files.writeString(environment, withSweeps(whole, lastSweep + ", " + ended));
        String[] holds = {"check", after, "--base", before, "--require", "operations vs base > 0.1"};
        assertThat(execute(holds).code())
                .as("the last sweep counts, and it ended")
                .isZero();
        Files.writeString(environment, withSweeps(whole, ended + ", " + lastSweep));
        Ended refused = execute(holds);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out())
                .contains("ok   operations")
                .contains("FAIL " + after + " is incomplete: " + gap)
                .contains("raftmark run --resume --out " + after)
                .contains("--allow-incomplete");
        Ended asBase = execute("check", before, "--base", after, "--require", "operations vs base > 0.1");
        assertThat(asBase.code()).isEqualTo(1);
        String[] allowed = java.util.Arrays.copyOf(holds, holds.length + 1);
        allowed[holds.length] = "--allow-incomplete";
        Ended accepted = execute(allowed);
        assertThat(accepted.code()).as(accepted.out() + accepted.err()).isZero();
        assertThat(accepted.out()).contains("note " + after + " is incomplete: " + gap);
        assertThat(execute("compare", before, after).out()).contains("10 runs; " + gap);
    }

    private static String withSweeps(String environment, String sweeps) {
        return environment.replaceFirst("\\{", "{\"sweeps\": [" + sweeps + "], ");
    }

    @Test
    void aHalfWrittenRunPassesNoCheck() throws IOException {
        Path runs = Path.of(before, "runs.csv");
        Files.writeString(runs, Files.readString(runs).replaceFirst(",all,", ",put,"));
        Ended refused = execute("check", before, "--require", "operations > 0");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).contains("ok   operations > 0").contains("1 run(s) in runs.csv are half-written");
    }

    @Test
    void planSaysWhatItsRepetitionsCanShow() throws IOException {
        Ended plan = execute("plan", "quick", "--noise-from", before);
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .contains(before + " (as asked for")
                .containsPattern(
                        "figure +\\| a run strays by \\| 3 repetitions show \\| among 22 \\| 6 repetitions show")
                .containsPattern("throughput_ops_per_second +\\| +\\d\\.\\d % \\(jraft\\) \\| +×1\\.\\d\\d \\| +×\\d");
        String single = new SyntheticSweep()
                .runs(new Random(3), 0.01, 1, new TreeMap<>(Map.of(1, 1.0, 4, 2.0)))
                .write(directory.resolve("single"))
                .toString();
        assertThat(execute("plan", "quick", "--noise-from", single).out())
                .contains("Smallest effects: not known, " + single + " has no configuration")
                .contains("Name another by --noise-from");
        Ended one = execute("plan", "quick", "--set", "repetitions=1", "--noise-from", before);
        assertThat(one.out()).contains("nothing").contains("Below 3 repetitions there is no interval");
    }

    @Test
    void planTakesTheNoiseLastRecorded() throws Exception {
        String home = System.getProperty("raftmark.home");
        System.setProperty("raftmark.home", directory.toString());
        try {
            Path results = Files.createDirectories(directory.resolve("results"));
            String spec =
                    Files.writeString(directory.resolve("synthetic.yaml"), """
                    experiment: synthetic
                    question: Does it?
                    factors: {backend: jraft, clients: 64}
                    cells:
                      - {handler: blocking, server_threads: [1, 4]}
                    """).toString();
            assertThat(execute("plan", spec).out()).contains("Smallest effects: not known, no sweep is recorded");
            sweep(5).write(results.resolve("reference/threads"));
            assertThat(execute("plan", spec).out())
                    .contains("results/reference/threads (the reference sweep of this experiment");
            Files.writeString(
                    directory.resolve("other.yaml"),
                    Files.readString(Path.of(spec)).replace("synthetic", "other"));
            assertThat(execute("plan", directory.resolve("other.yaml").toString())
                            .out())
                    .contains(
                            "results/reference/threads (no sweep of this experiment is recorded: the reference sweep that is most like it");
            sweep(5).write(results.resolve("own"));
            // Newer, but with one run of each: it tells no noise. And one that breaks off.
            sweep(1).write(results.resolve("short"));
            Files.writeString(sweep(5).write(results.resolve("torn")).resolve("runs.csv"), "schema_version,exp");
            assertThat(execute("plan", spec).out()).contains("results/own (the last sweep of this experiment");
        } finally {
            System.setProperty("raftmark.home", home);
        }
    }

    private static SyntheticSweep sweep(int repetitions) {
        return new SyntheticSweep().runs(new Random(1), 0.05, repetitions, new TreeMap<>(Map.of(1, 1.0, 4, 2.0)));
    }
}
