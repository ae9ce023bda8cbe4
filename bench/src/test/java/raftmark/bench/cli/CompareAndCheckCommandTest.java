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
import raftmark.bench.analysis.SyntheticSweep;

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
        Files.writeString(Path.of(after, "runs.csv"), Files.readString(Path.of(after, "runs.csv")) + "1,x");
        assertFailed(1, "breaks off within a line", "compare", before, after);
    }

    @Test
    void checkEndsWithWhatABuildServerCanUse() {
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
        assertFailed(2, "Known: warmup_seconds", "check", before, "--require", "speed > 3");
        assertFailed(2, "matches no configuration", "check", before, "--require", "backend=etcd: operations > 0");
        assertFailed(2, "--require", "check", before);
        assertFailed(1, "runs.csv is missing", "check", directory.toString(), "--require", "operations > 0");
    }

    @Test
    void planSaysWhatItsRepetitionsCanShow() {
        Ended plan = execute("plan", "quick", "--noise-from", before);
        assertThat(plan.code()).as(plan.err()).isZero();
        assertThat(plan.out())
                .containsPattern(
                        "throughput_ops_per_second: a run strays by \\d\\.\\d % .*3 repetitions show an effect of");
    }
}
