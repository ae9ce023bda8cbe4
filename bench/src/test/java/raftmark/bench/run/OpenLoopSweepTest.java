package raftmark.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.analysis.SweepReport;
import raftmark.bench.env.Environment;
import raftmark.bench.load.StubServer;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.plan.RunPlan;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.ResultsDirectory;
import raftmark.bench.result.RunResult;
import raftmark.bench.result.Verdict;
import raftmark.bench.spec.Factor;
import raftmark.bench.spec.SpecReader;
import raftmark.server.HandlerConfig;
import raftmark.server.HandlerStyle;
import raftmark.server.Ports;

/** Open loops from the specification to the rows, over the real front end. */
class OpenLoopSweepTest {
    /** What a busy machine does to lag and rate is not the question here. */
    private static final String SHORT = """
            measure_seconds: 0.6
            warmup: {window_seconds_min: 0.1, window_operations_min: 5, windows: 2, tolerance_share: 0.9, seconds_min: 0.2, later_seconds: 0.2}
            """;

    private static final String LENIENT = SHORT
            + "thresholds: {error_share_max: 0.5, foreign_cpu_share_max: 1, steal_share_max: 1, achieved_share_min: 0.05, send_lag_millis_max: 60000}\n";

    @TempDir
    private Path home;

    private Sweep sweep(String text, ResultsDirectory results, String... endpoints) throws Exception {
        RunPlan plan = RunPlan.of(SpecReader.read("test.yaml", text, 17));
        Path data = Files.createTempDirectory(home, "data");
        return new Sweep(plan, results, new Sweep.SweepPlaces(home, data, List.of(endpoints)), Clock.systemUTC());
    }

    /** Hears of runs, and interrupts the sweep after so many. */
    private static final class Interrupting implements Progress {
        private final int after;
        private final List<String> ended = new ArrayList<>();

        Interrupting(int after) {
            this.after = after;
        }

        @Override
        public void begins(int index, PlannedRun run) {
            if (ended.size() == after) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void ended(int index, RunResult result, Duration left) {
            ended.add(RunText.of(result.run()) + ": " + RunText.of(result));
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private static List<ResultRow> open(ResultsDirectory results) {
        return results.rows().stream()
                .filter(row -> row.isSummary() && row.get(Column.LOOP).equals("open"))
                .toList();
    }

    private static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    @Test
    void sharesFollowTheCapacityAlsoWhereTheSweepIsResumed() throws Exception {
        String text = """
                experiment: open
                question: Are shares kept?
                repetitions: 3
                cluster_reused: true
                %s
                factors: {backend: echo, nodes: 1, cluster: embedded, clients: 4, handler: async}
                cells:
                  - {loop: open, arrivals: poisson, target_rate: [5%%, 200]}
                """.formatted(LENIENT);
        Path out = home.resolve("out");
        assertThat(sweep(text, ResultsDirectory.create(out, text))
                        .run(new Interrupting(4))
                        .done())
                .isEqualTo(4);
        Thread.interrupted();
        ResultsDirectory results = ResultsDirectory.open(out);
        Interrupting progress = new Interrupting(-1);
        assertThat(sweep(text, results).run(progress).done()).isEqualTo(9);
        assertThat(progress.ended)
                .anyMatch(line -> line.contains("poisson arrivals at 5% of capacity") && line.contains("service p99"));

        List<Double> capacities = new ArrayList<>();
        List<String> loads = new ArrayList<>();
        for (ResultRow row : results.rows()) {
            if (!row.isSummary()) {
                continue;
            }
            // A machine that is busy with other things makes runs INVALID, and then capacities may be missing.
            String verdict = row.get(Column.VERDICT);
            loads.add(row.level(Factor.LOOP) + row.level(Factor.TARGET_RATE));
            if (row.get(Column.LOOP).equals("closed")) {
                assertThat(row.isValid() || Verdict.isOnlyDisturbed(verdict))
                        .as(verdict)
                        .isTrue();
                if (row.isValid()) {
                    capacities.add(row.number(Column.THROUGHPUT_OPS_PER_SECOND).orElseThrow());
                }
                assertThat(row.get(Column.SEND_LAG_P99_MICROS)).isEmpty();
                assertThat(row.get(Column.TARGET_RATE)).isEmpty();
            } else if (!row.get(Column.TARGET_LOAD).isEmpty() && capacities.isEmpty()) {
                assertThat(verdict).startsWith("INVALID(no capacity to take 5% of");
            } else {
                assertThat(row.isValid() || Verdict.isOnlyDisturbed(verdict))
                        .as(verdict)
                        .isTrue();
                double target = row.get(Column.TARGET_LOAD).isEmpty() ? 200 : 0.05 * median(capacities);
                assertThat(row.number(Column.TARGET_RATE).orElse(0)).isCloseTo(target, within(0.01));
                assertThat(row.number(Column.SEND_LAG_P99_MICROS).orElse(0)).isPositive();
                assertThat(results.rows().stream()
                                .filter(other -> other.get(Column.RUN_ID).equals(row.get(Column.RUN_ID)))
                                .map(other -> other.get(Column.OPERATION) + " " + other.get(Column.LATENCY_KIND)))
                        .containsExactly("put response", "all response", "put service", "all service");
            }
        }
        assertThat(loads)
                .containsExactlyInAnyOrder(
                        "closed", "closed", "closed", "open5%", "open5%", "open5%", "open200", "open200", "open200");
        assertThat(SweepReport.of("Are shares kept?", results.rows()).text())
                .contains("open loop")
                .contains("5%");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("load-")));
    }

    @Test
    void withoutAValidCapacityItsSharesAreInvalidAndTheSweepGoesOn() throws Exception {
        String text = """
                experiment: open
                question: Does the sweep go on?
                repetitions: 2
                %s
                factors: {backend: echo, nodes: 1, clients: 2, handler: async, loop: open}
                cells:
                  - {cluster: remote, target_rate: [50%%, 90%%]}
                  - {cluster: embedded, target_rate: 100}
                """.formatted(LENIENT);
        ResultsDirectory results = ResultsDirectory.create(home.resolve("out"), text);
        String nobody = "127.0.0.1:" + Ports.free(1).get(0);
        Sweep.Summary summary = sweep(text, results, nobody).run(new Interrupting(-1));
        assertThat(summary.done()).isEqualTo(8);
        for (ResultRow row : open(results)) {
            if (row.get(Column.CLUSTER).equals("remote")) {
                assertThat(row.get(Column.VERDICT))
                        .startsWith("INVALID(no capacity to take ")
                        .contains("closed-loop runs echo-");
                assertThat(row.get(Column.TARGET_RATE)).isEmpty();
            } else {
                assertThat(row.number(Column.OPERATIONS).orElse(0)).isPositive();
            }
        }
    }

    /** 0.3 seconds each, so that half of what is due in the window is answered after it. */
    @Test
    void aRunHasTheResponseTimesOfAllThatWasDueInItsWindow() throws Exception {
        String text = """
                experiment: open
                question: Is nothing lost at the end?
                repetitions: 1
                %s
                thresholds: {error_share_max: 0, foreign_cpu_share_max: 1, steal_share_max: 1, achieved_share_min: 0.05, send_lag_millis_max: 60000}
                factors: {backend: echo, nodes: 1, cluster: remote, clients: 512, jvm: %s, handler_executor: fixed, server_threads: 16, handler: async, loop: open}
                cells:
                  - {target_rate: 200, arrivals: fixed}
                """.formatted(SHORT, Environment.jitOfThisJvm().name().toLowerCase(Locale.ROOT));
        ResultsDirectory results = ResultsDirectory.create(home.resolve("out"), text);
        try (StubServer server = new StubServer(
                300, HandlerConfig.fixed(HandlerStyle.ASYNC, 16), Files.createTempDirectory(home, "stub"))) {
            sweep(text, results, server.endpoint()).run(new Interrupting(-1));
        }
        assertThat(open(results)).hasSize(1);
        // Which of those that were due has no successful answer the verdict counts.
        assertThat(open(results).get(0).get(Column.VERDICT))
                .matches(verdict -> verdict.equals("OK") || Verdict.isOnlyDisturbed(verdict));
        assertThat(recorded(home.resolve("out"), "/put/response")).isBetween(119L, 121L);
    }

    /** How many latencies latency.hlog has under a tag that ends so. */
    private static long recorded(Path results, String tag) throws Exception {
        long count = 0;
        try (HistogramLogReader reader =
                new HistogramLogReader(results.resolve("latency.hlog").toFile())) {
            while (reader.hasNext()) {
                // Null is what the reader gives for lines that it does not know.
                if (reader.nextIntervalHistogram() instanceof Histogram histogram
                        && histogram.getTag() != null
                        && histogram.getTag().endsWith(tag)) {
                    count += histogram.getTotalCount();
                }
            }
        }
        return count;
    }

    @Test
    void aRateThatIsOutOfReachIsInvalid() throws Exception {
        String text = """
                experiment: open
                question: Is overload noticed?
                repetitions: 1
                %s
                thresholds: {foreign_cpu_share_max: 1, steal_share_max: 1}
                factors: {backend: echo, nodes: 1, cluster: embedded, clients: 1, handler: async, loop: open}
                cells:
                  - {target_rate: 1000000}
                """.formatted(SHORT.replace("later_seconds: 0.2", "later_seconds: 0.2, cap_seconds_c1: 1"));
        ResultsDirectory results = ResultsDirectory.create(home.resolve("out"), text);
        sweep(text, results).run(new Interrupting(-1));
        ResultRow row = open(results).get(0);
        assertThat(row.get(Column.VERDICT))
                .startsWith("INVALID(the schedule was ")
                .contains("ms behind when the window began, and had not caught up once")
                .containsPattern("achieved \\d+ ops/s")
                .containsPattern("of the (999|100)\\d+ that the schedule asked for")
                .contains("requests were due while all clients had one out");
    }
}
