package raftmark.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.analysis.CellSummary;
import raftmark.bench.analysis.CostLadder;
import raftmark.bench.analysis.Rung;
import raftmark.bench.env.Environment;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.plan.RunPlan;
import raftmark.bench.result.Column;
import raftmark.bench.result.CsvRows;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.ResultsDirectory;
import raftmark.bench.result.RunResult;
import raftmark.bench.spec.SpecReader;
import raftmark.server.EmbeddedCluster;
import raftmark.server.EmbeddedClusterConfig;
import raftmark.server.FrontEndConfig;
import raftmark.server.Ports;

class SweepTest {
    /** Nothing a busy machine does makes a run INVALID, but a stall of all of the window. */
    private static final String SHORT = """
            measure_seconds: 1
            warmup: {window_seconds_min: 0.1, window_operations_min: 10, windows: 2, tolerance_share: 0.9, seconds_min: 0.2, later_seconds: 0.1}
            thresholds: {error_share_max: 0.5, foreign_cpu_share_max: 1, steal_share_max: 1}
            """;

    private static final String KEPT = """
            experiment: kept
            question: Does the harness work?
            repetitions: 2
            cluster_reused: true
            noise_floor: true
            %s
            factors: {backend: [echo, local], cluster: embedded, clients: 4, workload: get50-put50, key_count: 20}
            cells:
              - {handler: blocking, server_threads: [1, 2]}
            """.formatted(SHORT);

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
        private int ended;

        Interrupting(int after) {
            this.after = after;
        }

        @Override
        public void begins(int index, PlannedRun run) {
            if (ended == after) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void ended(int index, RunResult result, Duration left) {
            ended++;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    @Test
    void anInterruptedSweepGoesOnWhereItStopped() throws Exception {
        Path out = home.resolve("out");
        ResultsDirectory results = ResultsDirectory.create(out, KEPT);
        Sweep.Summary first = sweep(KEPT, results).run(new Interrupting(3));
        assertThat(first).isEqualTo(new Sweep.Summary(12, 3, first.invalid(), first.disturbed(), true));
        assertThat(Thread.interrupted()).isFalse();
        Set<String> kept = ResultsDirectory.open(out).finishedRuns();
        assertThat(kept).hasSize(3);

        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        Sweep second = sweep(KEPT, ResultsDirectory.open(out));
        assertThat(second.outstanding()).hasSize(9).noneMatch(run -> kept.contains(run.runId()));
        Sweep.Summary summary = second.run(new LineProgress(new PrintStream(lines, true, StandardCharsets.UTF_8), 9));
        assertThat(summary).isEqualTo(new Sweep.Summary(12, 12, 0, 0, false));
        assertThat(lines.toString(StandardCharsets.UTF_8))
                .contains("[9/9] ")
                .contains("ops/s")
                .contains(" left");

        List<ResultRow> rows = CsvRows.read(out.resolve(ResultsDirectory.RUNS));
        assertThat(rows).hasSize(12 * 3);
        List<String> all = rows.stream()
                .filter(row -> row.get(Column.OPERATION).equals("all"))
                .map(row -> row.get(Column.RUN_ID))
                .toList();
        assertThat(all).doesNotHaveDuplicates().hasSize(12);
        assertThat(rows.stream().map(row -> row.get(Column.LABEL)).filter("b"::equals))
                .hasSize(4 * 3);
        for (ResultRow row : rows) {
            assertThat(row.get(Column.VERDICT)).isEqualTo("OK");
            assertThat(row.number(Column.OPERATIONS).orElse(0)).isPositive();
            assertThat(row.number(Column.DURATION_SECONDS).orElse(0)).isBetween(1.0, 20.0);
            assertThat(row.get(Column.CLUSTER_REUSED)).isEqualTo("true");
            assertThat(row.get(Column.DURABILITY)).isEqualTo("none");
            assertThat(row.number(Column.HANDLER_BUSY_SECONDS).orElse(0)).isPositive();
            assertThat(row.number(Column.CLIENT_CPU_SECONDS).orElse(0)).isPositive();
            assertThat(row.get(Column.LEADER_CPU_SECONDS)).isEmpty();
            assertThat(row.get(Column.LEADER_CHANGES)).isEqualTo("0");
        }
        JsonNode environment = new ObjectMapper()
                .readTree(out.resolve(ResultsDirectory.ENVIRONMENT).toFile());
        assertThat(environment.get("sweeps")).hasSize(2);
        assertThat(environment.get("sweeps").get(0).get("interrupted").asBoolean())
                .isTrue();
        assertThat(environment
                        .get("sweeps")
                        .get(1)
                        .get("fsync_after")
                        .get("microsP50")
                        .asLong())
                .isPositive();
        Set<String> terms = rows.stream().map(row -> row.get(Column.TERMS_ID)).collect(Collectors.toSet());
        assertThat(terms).allMatch(id -> environment.get("terms").has(id));
    }

    @Test
    void aRunThatFailsIsARowAndTheSweepGoesOn() throws Exception {
        String text = """
                experiment: failing
                question: Does the sweep go on?
                repetitions: 1
                %s
                factors: {backend: echo, nodes: 1, clients: 2, handler: async}
                cells:
                  - {cluster: [embedded, remote]}
                """.formatted(SHORT);
        Path out = home.resolve("out");
        ResultsDirectory results = ResultsDirectory.create(out, text);
        String nobody = "127.0.0.1:" + Ports.free(1).get(0);
        Sweep.Summary summary = sweep(text, results, nobody).run(new Interrupting(-1));
        assertThat(summary).isEqualTo(new Sweep.Summary(2, 2, 1, 0, false));
        for (ResultRow row : results.rows()) {
            if (row.get(Column.CLUSTER).equals("remote")) {
                assertThat(row.get(Column.VERDICT))
                        .startsWith("INVALID(failed: ")
                        .contains(nobody);
                assertThat(row.get(Column.OPERATIONS)).isEmpty();
            } else {
                assertThat(row.get(Column.VERDICT)).isEqualTo("OK");
                assertThat(row.get(Column.STEADY)).isNotEmpty();
            }
        }
    }

    @Test
    void aLadderOfRungsIsMeasuredWithItsStages() throws Exception {
        String text = """
                experiment: ladder
                question: What does each layer cost?
                repetitions: 1
                %s
                factors: {cluster: embedded, clients: 8, workload: put, key_count: 20}
                cells:
                  - {backend: [echo, local], nodes: 1, handler: async, server_threads: 2}
                  - {backend: jraft, nodes: [1, 3], handler: async, server_threads: 2}
                  - {backend: jraft, nodes: 3, access: spi}
                """.formatted(SHORT.replace("measure_seconds: 1", "measure_seconds: 2"));
        ResultsDirectory results = ResultsDirectory.create(home.resolve("out"), text);
        sweep(text, results).run(new Interrupting(-1));
        List<ResultRow> rows = results.rows().stream()
                .filter(row -> row.get(Column.OPERATION).equals("all"))
                .toList();
        assertThat(rows).hasSize(5);
        boolean linux = Files.isDirectory(Path.of("/proc/self/task"));
        for (ResultRow row : rows) {
            assertThat(row.get(Column.VERDICT)).isEqualTo("OK");
            boolean spi = row.get(Column.ACCESS).equals("spi");
            boolean raft = row.get(Column.BACKEND).equals("jraft");
            assertThat(row.get(Column.HANDLER)).isEqualTo(spi ? "" : "async");
            assertThat(row.get(Column.STAGE_SAMPLES).isEmpty()).isEqualTo(spi);
            assertThat(row.get(Column.HANDLER_BUSY_SECONDS).isEmpty()).isEqualTo(spi);
            if (!spi) {
                double samples = row.number(Column.STAGE_SAMPLES).orElse(0);
                // One in 13 of what ended within the window, but for what was under way and the time between the
                // samples.
                assertThat(samples)
                        .isPositive()
                        .isLessThan(row.number(Column.OPERATIONS).orElse(0));
                assertThat(row.number(Column.STAGE_COMMIT_MEAN_MICROS).orElse(0))
                        .isPositive();
                assertThat(row.number(Column.STAGE_REPLY_P50_MICROS).orElse(0)).isPositive();
            }
            assertThat(row.get(Column.OPERATIONS_PER_FSYNC).isEmpty()).isNotEqualTo(raft);
            if (raft) {
                assertThat(row.number(Column.OPERATIONS_PER_LOG_APPEND).orElse(0))
                        .isBetween(1.0, 9.0);
            }
            assertThat(row.get(Column.SERVER_GC_SECONDS)).isNotEmpty();
            assertThat(row.get(Column.SERVER_RESIDENT_BYTES_MAX)).isEmpty();
            assertThat(row.get(Column.THREADS_BY_POOL)).contains("handler=").contains("other=");
            assertThat(row.get(Column.SERVER_VOLUNTARY_CONTEXT_SWITCHES).isEmpty())
                    .isNotEqualTo(linux && !spi);
            assertThat(row.get(Column.CLIENT_CPU_SECONDS).isEmpty()).isEqualTo(spi);
        }
        assertThat(CostLadder.of(CellSummary.of(rows)))
                .singleElement()
                .satisfies(ladder -> assertThat(ladder.steps())
                        .extracting(CostLadder.Step::rung)
                        .containsExactly(Rung.ECHO, Rung.LOCAL, Rung.ONE_NODE, Rung.ONE_PROCESS, Rung.SPI));
    }

    @Test
    void nothingOfAClusterIsLeftBehind() throws Exception {
        ResultsDirectory results = ResultsDirectory.create(home.resolve("out"), KEPT);
        Sweep sweep = sweep(KEPT.replace("repetitions: 2", "repetitions: 1"), results);
        sweep.run(new Interrupting(-1));
        try (Stream<Path> directories = Files.list(home)) {
            for (Path data : directories
                    .filter(path -> path.getFileName().toString().startsWith("data"))
                    .toList()) {
                assertThat(data).isEmptyDirectory();
            }
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(
                                thread -> thread.isAlive() && thread.getName().startsWith("load-io")));
    }

    @Test
    void remoteServersAreMeasuredAndLeftRunning() throws Exception {
        EmbeddedClusterConfig three =
                EmbeddedClusterConfig.of("local", home.resolve("remote")).withFrontEnd(FrontEndConfig.defaults());
        try (EmbeddedCluster servers = EmbeddedCluster.start(three)) {
            String text = """
                    experiment: remote
                    question: Are remote servers measured?
                    repetitions: 2
                    %s
                    factors: {backend: local, nodes: 3, clients: 2, cluster: remote, jvm: %s}
                    cells:
                      - {handler: async}
                    """.formatted(SHORT, Environment.jitOfThisJvm().name().toLowerCase(java.util.Locale.ROOT));
            ResultsDirectory results = ResultsDirectory.create(home.resolve("out"), text);
            Sweep.Summary summary = sweep(text, results, servers.endpoints().toArray(new String[0]))
                    .run(new Interrupting(-1));
            assertThat(results.rows())
                    .extracting(row -> row.get(Column.VERDICT))
                    .containsOnly("OK");
            assertThat(summary).isEqualTo(new Sweep.Summary(2, 2, 0, 0, false));
            ResultRow row = results.rows().get(0);
            assertThat(row.get(Column.DURABILITY)).isEmpty();
            assertThat(row.get(Column.CAVEATS)).doesNotContain("co-located");
            assertThat(row.number(Column.SERVER_CPU_SECONDS).orElse(0)).isPositive();
        }
    }

    @Test
    void aRemoteServerWithOtherSettingsIsNotMeasuredUnderTheirName() throws Exception {
        FrontEndConfig async = FrontEndConfig.defaults();
        EmbeddedClusterConfig one = EmbeddedClusterConfig.of("echo", home.resolve("remote"))
                .withNodes(1)
                .withFrontEnd(async);
        try (EmbeddedCluster servers = EmbeddedCluster.start(one)) {
            String text = """
                    experiment: remote
                    question: Are rows labelled with what runs?
                    repetitions: 1
                    %s
                    factors: {backend: echo, nodes: 1, clients: 2, cluster: remote}
                    cells:
                      - {handler: blocking, server_threads: 4}
                    """.formatted(SHORT);
            ResultsDirectory results = ResultsDirectory.create(home.resolve("out"), text);
            Sweep.Summary summary =
                    sweep(text, results, servers.endpoints().get(0)).run(new Interrupting(-1));
            assertThat(summary.invalid()).isEqualTo(1);
            assertThat(results.rows().get(0).get(Column.VERDICT))
                    .contains("runs with handler async, not blocking")
                    .contains("--set");
        }
    }
}
