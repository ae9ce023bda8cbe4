package raftmark.bench.result;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.record.Unanswered;
import raftmark.bench.spec.JitMode;
import raftmark.bench.spec.Operation;
import raftmark.bench.spec.Thresholds;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.ReadLevel;
import raftmark.server.Stage;
import raftmark.server.StageTimes;

class RowsTest {
    @Test
    void theColumnsOfTheFirstVersionStay() {
        assertThat(Column.of(1).stream().map(Column::key).collect(joining(", ")))
                .isEqualTo(
                        "schema_version, experiment, run_id, repetition, started_at, backend, cluster, cluster_reused,"
                                + " nodes, handler, handler_executor, server_threads, grpc_io_threads, backend_options, clients,"
                                + " channels, loop, target_rate, target, route, workload, keys, key_count, value_bytes,"
                                + " read_level, durability, data_filesystem, jvm, java_version, terms_id, warmup_seconds, steady,"
                                + " operation, latency_kind, operations, errors, duration_seconds, throughput_ops_per_second,"
                                + " latency_mean_micros, latency_p50_micros, latency_p90_micros, latency_p99_micros,"
                                + " latency_p999_micros, latency_p9999_micros, latency_max_micros, client_cpu_seconds,"
                                + " leader_cpu_seconds, server_cpu_seconds, foreign_cpu_seconds, steal_cpu_seconds,"
                                + " server_voluntary_context_switches, handler_busy_seconds, handler_threads_observed,"
                                + " server_threads_observed, leader_changes, verdict, caveats");
    }

    @Test
    void laterVersionsOnlyAddColumns() {
        assertThat(Column.of(2)).containsSubsequence(Column.of(1)).containsExactly(Column.values());
    }

    @Test
    void rowsOfTheFirstVersionAreReadAndWhatTheyLackIsEmpty(@TempDir Path directory) throws Exception {
        ResultRow written =
                Samples.run(Samples.plan().runs().get(0), 100).rows().get(0);
        List<String> fields = Column.of(1).stream()
                .map(column -> column == Column.SCHEMA_VERSION ? "1" : written.get(column))
                .toList();
        Path file = directory.resolve("runs.csv");
        Files.writeString(
                file,
                Column.of(1).stream().map(Column::key).collect(joining(",")) + "\n" + String.join(",", fields) + "\n");
        ResultRow read = CsvRows.read(file).get(0);
        assertThat(Column.of(1))
                .filteredOn(column -> column != Column.SCHEMA_VERSION)
                .allSatisfy(column -> assertThat(read.get(column)).isEqualTo(written.get(column)));
        assertThat(read.get(Column.ACCESS)).isEqualTo("grpc");
        assertThat(read.get(Column.STAGE_COMMIT_P50_MICROS)).isEmpty();
    }

    @Test
    void stagesAndWhatTheServersDidStandInEveryRow() throws Exception {
        for (ResultRow row : Samples.run(Samples.plan().runs().get(0), 100).rows()) {
            assertThat(row.number(Column.STAGE_HANDLER_WAIT_P50_MICROS).orElseThrow())
                    .isCloseTo(1, org.assertj.core.data.Percentage.withPercentage(0.2));
            assertThat(row.number(Column.STAGE_COMMIT_MEAN_MICROS).orElseThrow())
                    .isCloseTo(10, org.assertj.core.data.Percentage.withPercentage(0.2));
            assertThat(row.number(Column.STAGE_REPLY_P99_MICROS).orElseThrow())
                    .isCloseTo(100, org.assertj.core.data.Percentage.withPercentage(0.2));
            assertThat(row.get(Column.STAGE_SAMPLES)).isEqualTo("2000");
            assertThat(row.get(Column.OPERATIONS_PER_LOG_APPEND)).isEqualTo("24.5");
            assertThat(row.get(Column.OPERATIONS_PER_FSYNC)).isEqualTo("49");
            assertThat(row.get(Column.SERVER_GC_SECONDS)).isEqualTo("0.125");
            assertThat(row.get(Column.SERVER_WRITTEN_BYTES)).isEqualTo("1000000000");
            assertThat(row.get(Column.SERVER_RESIDENT_BYTES_MAX)).isEmpty();
            assertThat(row.get(Column.THREADS_BY_POOL)).isEqualTo("grpc-io=2;handler=8");
        }
    }

    @Test
    void aPercentileOfFewSamplesIsEmpty() {
        Histogram few = new Histogram(StageTimes.NANOS_MAX, StageTimes.SIGNIFICANT_DIGITS);
        few.recordValueWithCount(5_000, 999);
        ResultRow.Builder row = ResultRow.builder();
        Attribution none = Attribution.NONE;
        new Attribution(
                        Map.of(Stage.HANDLER_WAIT, few),
                        none.operationsPerLogAppend(),
                        none.operationsPerFsync(),
                        none.serverGcSeconds(),
                        none.serverWrittenBytes(),
                        none.serverResidentBytesMax(),
                        none.threadsByPool())
                .put(row);
        ResultRow built = row.build();
        assertThat(built.get(Column.STAGE_SAMPLES)).isEqualTo("999");
        assertThat(built.get(Column.STAGE_HANDLER_WAIT_P50_MICROS)).isNotEmpty();
        assertThat(built.get(Column.STAGE_HANDLER_WAIT_P99_MICROS)).isEmpty();
        assertThat(built.get(Column.STAGE_COMMIT_MEAN_MICROS)).isEmpty();
        assertThat(built.get(Column.OPERATIONS_PER_FSYNC)).isEmpty();
        assertThat(built.get(Column.THREADS_BY_POOL)).isEmpty();
    }

    @Test
    void theSchemaPageIsUpToDate() throws Exception {
        Path page = Path.of(System.getProperty("raftmark.home"), "results", "schema.md");
        assertThat(Files.readString(page))
                .as("make it anew with raftmark.bench.result.SchemaPage")
                .isEqualTo(SchemaPage.text());
    }

    @ParameterizedTest
    @CsvSource({
        "999, false, false, false",
        "1000, true, false, false",
        "9999, true, false, false",
        "10000, true, true, false",
        "99999, true, true, false",
        "100000, true, true, true"
    })
    void percentilesStayEmptyBelowTheCountThatCarriesThem(int count, boolean p99, boolean p999, boolean p9999) {
        Histogram histogram = LatencyRecorder.newHistogram();
        histogram.recordValueWithCount(250, count);
        ResultRow.Builder row = ResultRow.builder();
        Latencies.put(row, histogram);
        ResultRow built = row.build();
        assertThat(built.number(Column.LATENCY_P50_MICROS)).hasValue(250);
        assertThat(built.number(Column.LATENCY_P99_MICROS).isPresent()).isEqualTo(p99);
        assertThat(built.number(Column.LATENCY_P999_MICROS).isPresent()).isEqualTo(p999);
        assertThat(built.number(Column.LATENCY_P9999_MICROS).isPresent()).isEqualTo(p9999);
    }

    @Test
    void noOperationMeansNoLatency() {
        ResultRow.Builder row = ResultRow.builder();
        Latencies.put(row, LatencyRecorder.newHistogram());
        assertThat(row.build().get(Column.LATENCY_MAX_MICROS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10000, 10, 0, 0.05, 0.02, OK",
        "10000, 0, 0, NaN, NaN, OK",
        "10000, 11, 0, 0, 0, INVALID(errors 0.11 % above 0.10 %: 11 UNAVAILABLE/refused)",
        "10000, 0, 1, 0, 0, INVALID(1 leader change)",
        "10000, 0, 2, 0.0501, 0, INVALID(2 leader changes; foreign CPU 5.01 % above 5.00 %)",
        "10000, 0, 0, 0, 0.021, INVALID(steal 2.10 % above 2.00 %)",
        "0, 3, 0, 0, 0, INVALID(no operation succeeded: 3 UNAVAILABLE/refused)",
        "0, 0, 0, 0, 0, INVALID(no operation succeeded)",
    })
    void verdictsFollowTheRules(
            long operations, long errors, long leaderChanges, double foreign, double steal, String verdict) {
        String kinds = errors + " UNAVAILABLE/refused";
        assertThat(Verdict.of(
                                new Verdict.Evidence(operations, errors, kinds, leaderChanges, foreign, steal),
                                Thresholds.DEFAULT)
                        .toString())
                .isEqualTo(verdict);
    }

    @Test
    void caveatsSayWhatTheFiguresDoNot() throws Exception {
        PlannedRun run = Samples.plan().runs().get(0);
        Capabilities capabilities = new Capabilities(
                "Lib 1",
                Set.of(ReadLevel.LOCAL, ReadLevel.LOG_READ),
                Set.of(),
                Map.of(ReadLevel.LOG_READ, "beware"),
                List.of(),
                List.of(),
                true);
        Terms onMemory = Terms.of(run.cell(), true, true, "tmpfs", "17", "1-2", "");
        Measurement.Resources r = Samples.resources();
        Measurement.Resources busy = new Measurement.Resources(
                r.clientCpuSeconds(),
                r.leaderCpuSeconds(),
                r.serverCpuSeconds(),
                r.foreignCpuSeconds(),
                r.stealCpuSeconds(),
                r.serverVoluntaryContextSwitches(),
                r.handlerBusySeconds(),
                r.handlerThreadsObserved(),
                r.serverThreadsObserved(),
                java.util.OptionalDouble.of(0.95),
                r.attribution());
        Measurement unsteady = new Measurement(
                new RunHistograms(Set.of(Operation.PUT)), new Unanswered(2, 900_000_000), 30, false, 2, busy, 0, null);
        assertThat(unsteady.errors()).isEqualTo(2);
        assertThat(Caveats.of(run.cell(), onMemory, true, capabilities, JitMode.DEFAULT, unsteady))
                .containsExactly(
                        "co-located",
                        "c1",
                        "load-generator-default",
                        "cluster-reused",
                        "tmpfs",
                        "log_read: beware",
                        "unsteady",
                        "client-bound",
                        "max-censored");
        Measurement ordinarySender = new Measurement(
                new RunHistograms(Set.of(Operation.PUT)),
                Unanswered.NONE,
                30,
                true,
                2,
                r,
                0,
                new OpenLoad(1000, 2000, 2000, 0, 0, false));
        assertThat(Caveats.of(run.cell(), Samples.terms(run), false, capabilities, JitMode.C1, ordinarySender))
                .containsExactly("co-located", "c1", "log_read: beware", "ordinary-sender");
        assertThat(Caveats.of(run.cell(), Samples.terms(run), false, capabilities, JitMode.C1, null))
                .containsExactly("co-located", "c1", "log_read: beware");
    }

    @Test
    void termsDifferWithWhatFairnessNamesAndNotWithTheLoad() throws Exception {
        PlannedRun one = Samples.plan().runs().get(0);
        for (PlannedRun other : Samples.plan().runs()) {
            assertThat(Samples.terms(other).id()).isEqualTo(Samples.terms(one).id());
        }
        Terms terms = Samples.terms(one);
        assertThat(terms.durability()).isEqualTo("fsync");
        Terms rung = Terms.of(one.cell(), false, false, "ext4", "17", "1000-2000 ms", "-Xmx512m");
        Terms memory = Terms.of(one.cell(), true, false, "tmpfs", "17", "1000-2000 ms", "-Xmx512m");
        Terms heap = Terms.of(one.cell(), true, false, "ext4", "17", "1000-2000 ms", "-Xmx1g");
        assertThat(Set.of(terms.id(), rung.id(), memory.id(), heap.id())).hasSize(4);
        assertThat(rung.durability()).isEqualTo("none");
        assertThat(memory.durability()).isEqualTo("tmpfs");
    }
}
