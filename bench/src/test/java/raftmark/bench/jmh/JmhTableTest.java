package raftmark.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import raftmark.bench.result.JmhColumn;

/** From JMH's own results through its own JSON to the table. */
class JmhTableTest {
    private static final int[] NO_GROUP = {1};

    @TempDir
    Path directory;

    private static RunResult readersAndWriters() {
        return JmhSamples.throughput(
                JmhSamples.params(
                        "ServerThreadsBenchmark.readersAndWriters",
                        Mode.Throughput,
                        64,
                        new int[] {24, 8},
                        List.of("reader", "writer"),
                        1,
                        "backend",
                        "ratis",
                        "readLevel",
                        "local"),
                new long[][] {{4_000, 8_000}});
    }

    private Path json(RunResult... results) throws IOException {
        return JmhSamples.json(directory, results);
    }

    private static List<Map<JmhColumn, String>> rows(Path file) throws IOException {
        JmhTable table = new JmhTable();
        table.add(file);
        return table.rows();
    }

    @Test
    void everyForkIsARowAndItsIterationsAreKept() throws IOException {
        List<Map<JmhColumn, String>> rows =
                rows(json(JmhSamples.puts(3, new long[][] {{1_000, 3_000}, {2_000, 4_000}, {500, 700}})));

        assertThat(rows).hasSize(3);
        assertThat(rows.get(0))
                .containsEntry(JmhColumn.SCHEMA_VERSION, "1")
                .containsEntry(JmhColumn.SOURCE, directory.getFileName() + "/jmh.json")
                .containsEntry(JmhColumn.BENCHMARK, "raftmark.bench.jmh.ServerThreadsBenchmark.put")
                .containsEntry(JmhColumn.MODE, "thrpt")
                .containsEntry(
                        JmhColumn.PARAMS,
                        "backend=jraft;handler=blocking;readLevel=log_read;serverThreads=16;target=leader")
                .containsEntry(JmhColumn.THREADS, "64")
                .containsEntry(JmhColumn.THREAD_GROUPS, "")
                .containsEntry(JmhColumn.METRIC, "primary")
                .containsEntry(JmhColumn.FORK, "1")
                .containsEntry(JmhColumn.FORKS, "3")
                .containsEntry(JmhColumn.ITERATIONS, "2")
                .containsEntry(JmhColumn.SCORE, "2")
                .containsEntry(JmhColumn.SCORE_UNIT, "ops/ms")
                .containsEntry(JmhColumn.SCORE_SD, "1.41421356")
                .containsEntry(JmhColumn.SCORE_MIN, "1")
                .containsEntry(JmhColumn.SCORE_MAX, "3")
                .containsEntry(JmhColumn.ITERATION_SCORES, "1;3")
                .containsEntry(JmhColumn.WARMUP_ITERATIONS, "3")
                .containsEntry(JmhColumn.WARMUP_SECONDS, "1.5")
                .containsEntry(JmhColumn.ITERATION_SECONDS, "2")
                .containsEntry(JmhColumn.JMH_VERSION, "1.37")
                .containsEntry(JmhColumn.VM, "OpenJDK 64-Bit Server VM 17.0.15+6")
                .containsEntry(JmhColumn.JVM_ARGS, "-Xmx1g -XX:TieredStopAtLevel=1");
        assertThat(rows).extracting(row -> row.get(JmhColumn.FORK)).containsExactly("1", "2", "3");
        assertThat(rows).extracting(row -> row.get(JmhColumn.SCORE)).containsExactly("2", "3", "0.6");
    }

    @Test
    void whatRunsCsvHasTooIsThereUnderItsName() throws IOException {
        assertThat(rows(json(JmhSamples.puts(1, new long[][] {{1_000, 3_000}}))).get(0))
                .containsEntry(JmhColumn.JVM, "c1")
                .containsEntry(JmhColumn.JAVA_VERSION, "17.0.15")
                .containsEntry(JmhColumn.BACKEND, "jraft")
                .containsEntry(JmhColumn.HANDLER, "blocking")
                .containsEntry(JmhColumn.HANDLER_EXECUTOR, "fixed")
                .containsEntry(JmhColumn.SERVER_THREADS, "16")
                .containsEntry(JmhColumn.CLIENTS, "64")
                .containsEntry(JmhColumn.TARGET, "leader")
                .containsEntry(JmhColumn.WORKLOAD, "put")
                .containsEntry(JmhColumn.THROUGHPUT_OPS_PER_SECOND, "2000")
                .doesNotContainKeys(JmhColumn.READ_LEVEL, JmhColumn.LATENCY_P50_MICROS);
    }

    @Test
    void columnsOfRunsCsvAreCalledAsThere() {
        List<String> ofRuns = raftmark.bench.result.Column.keys();
        List<String> shared = JmhColumn.keys().subList(JmhColumn.JVM.ordinal(), JmhColumn.values().length);
        assertThat(ofRuns).containsAll(shared);
    }

    @Test
    void eachSideOfAGroupHasItsThreadsAndItsWorkload() throws IOException {
        List<Map<JmhColumn, String>> rows = rows(json(readersAndWriters()));

        assertThat(rows)
                .extracting(
                        row -> row.get(JmhColumn.METRIC),
                        row -> row.get(JmhColumn.CLIENTS),
                        row -> row.get(JmhColumn.WORKLOAD),
                        row -> row.getOrDefault(JmhColumn.READ_LEVEL, ""),
                        row -> row.get(JmhColumn.THROUGHPUT_OPS_PER_SECOND))
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("primary", "64", "", "local", "6000"),
                        org.assertj.core.groups.Tuple.tuple("reader", "48", "get", "local", "4500"),
                        org.assertj.core.groups.Tuple.tuple("writer", "16", "put", "", "1500"));
        assertThat(rows)
                .allSatisfy(row -> assertThat(row)
                        .containsEntry(JmhColumn.THREAD_GROUPS, "reader=48;writer=16")
                        .containsEntry(JmhColumn.THREADS, "64"));
    }

    @Test
    void samplesGivePercentilesAsFarAsTheyCarryThem() throws IOException {
        RunResult sampled = JmhSamples.sampled(
                JmhSamples.params("ServerThreadsBenchmark.put", Mode.SampleTime, 8, NO_GROUP, List.of(), 2), 2, 2_000);
        List<Map<JmhColumn, String>> rows = rows(json(sampled));

        assertThat(rows).hasSize(2).allSatisfy(row -> {
            assertThat(row).containsEntry(JmhColumn.SAMPLES, "2000").containsEntry(JmhColumn.SCORE_UNIT, "ms/op");
            // JMH keeps samples in buckets of about a thousandth.
            assertThat(Double.parseDouble(row.get(JmhColumn.LATENCY_P50_MICROS)))
                    .isEqualTo(1_000, within(10.0));
            assertThat(Double.parseDouble(row.get(JmhColumn.LATENCY_P90_MICROS)))
                    .isEqualTo(1_800, within(20.0));
            assertThat(Double.parseDouble(row.get(JmhColumn.LATENCY_P99_MICROS)))
                    .isEqualTo(1_980, within(20.0));
            assertThat(Double.parseDouble(row.get(JmhColumn.LATENCY_MAX_MICROS)))
                    .isEqualTo(2_000, within(20.0));
            assertThat(Double.parseDouble(row.get(JmhColumn.SCORE))).isEqualTo(1.0005, within(0.01));
            assertThat(row.get(JmhColumn.LATENCY_P999_MICROS)).isEmpty();
            assertThat(row).doesNotContainKey(JmhColumn.THROUGHPUT_OPS_PER_SECOND);
        });
        assertThat(rows).extracting(row -> row.get(JmhColumn.METRIC)).containsOnly("primary");
    }

    @Test
    void aHundredSamplesCarryNo99thPercentile() {
        ForkSamples samples =
                ForkSamples.of(new JmhResult.Samples(List.of(List.of(new JmhResult.Sample(1, 100)), List.of())));
        assertThat(samples.percentile(99)).isEmpty();
        assertThat(samples.percentile(90)).hasValue(1);
    }

    @Test
    void percentilesOfIterationsAreNotAveraged() throws IOException {
        Path file = JmhSamples.changed(directory, element -> {
            for (String name : List.of("p0.99", "reader:p0.99")) {
                ObjectNode metric = ((ObjectNode) element.get("secondaryMetrics")).putObject(name);
                metric.put("scoreUnit", "ms/op");
                metric.putArray("rawData").addArray().add(2).add(4);
            }
        });
        assertThat(rows(file))
                .filteredOn(row -> row.get(JmhColumn.METRIC).contains("p0.99"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry(JmhColumn.METRIC, "reader:p0.99")
                        .containsEntry(JmhColumn.ITERATION_SCORES, "2;4")
                        .containsEntry(JmhColumn.SCORE_MAX, "4")
                        .doesNotContainKey(JmhColumn.SCORE));
    }

    @Test
    void theLocaleOfTheMachineChangesNothing() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            Path file = json(JmhSamples.puts(1, new long[][] {{1_234, 1_235}}));
            assertThat(rows(file).get(0))
                    .containsEntry(JmhColumn.SCORE, "1.2345")
                    .containsEntry(JmhColumn.THREADS, "64");
            JmhTable table = new JmhTable();
            table.add(file);
            assertThat(table.text()).contains("1.2345").matches("(?s)[\\x00-\\x7f]*");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void theTableIsACsvOfAllColumns() throws IOException {
        JmhTable table = new JmhTable();
        table.add(json(JmhSamples.puts(2, new long[][] {{1_000}, {2_000}}), readersAndWriters()));
        Path csv = directory.resolve("jmh.csv");
        table.write(csv);

        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(csv)) {
            List<CsvRecord> records = reader.stream().toList();
            assertThat(records).hasSize(6);
            assertThat(records.get(0).getFields()).isEqualTo(JmhColumn.keys());
            assertThat(records)
                    .allSatisfy(record -> assertThat(record.getFieldCount()).isEqualTo(JmhColumn.values().length));
        }
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void noNumberIsNoScoreAndIsShown() throws IOException {
        Path file = JmhSamples.changed(directory, element -> {
            ObjectNode metric = ((ObjectNode) element.get("secondaryMetrics")).putObject("gc.time");
            metric.put("scoreUnit", "ms");
            metric.putArray("rawData").addArray().add("NaN").add(3.5);
            ((ArrayNode) metric.get("rawData")).addArray();
        });
        assertThat(rows(file))
                .filteredOn(row -> row.get(JmhColumn.METRIC).equals("gc.time"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry(JmhColumn.ITERATION_SCORES, "NaN;3.5")
                        .containsEntry(JmhColumn.FORK, "1")
                        .doesNotContainKeys(JmhColumn.SCORE, JmhColumn.CLIENTS, JmhColumn.THROUGHPUT_OPS_PER_SECOND));
    }

    @Test
    void theSameConfigurationAgainIsMoreForks() throws IOException {
        RunResult once = JmhSamples.puts(1, new long[][] {{1_000}});
        assertThat(rows(json(once, once)))
                .extracting(row -> row.get(JmhColumn.FORK))
                .containsExactly("1", "2");
    }

    @Test
    void missingForksAreSaid() throws IOException {
        JmhTable table = new JmhTable();
        table.add(json(JmhSamples.puts(3, new long[][] {{1_000}})));
        assertThat(table.notes()).singleElement().asString().contains("1 of 3 forks have a result");
    }

    @Test
    void hostileTextsStayWithinTheirField() throws IOException {
        Path file = JmhSamples.changed(directory, element -> {
            ObjectNode params = (ObjectNode) element.get("params");
            params.put("backend", "a;b=c\\\",\r\n<script>");
        });
        JmhTable table = new JmhTable();
        table.add(file);
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(table.text())) {
            List<CsvRecord> records = reader.stream().toList();
            assertThat(records).hasSize(3);
            assertThat(records.get(1).getField(JmhColumn.BACKEND.ordinal())).isEqualTo("a;b=c\\\", <script>");
            assertThat(records.get(1).getField(JmhColumn.PARAMS.ordinal()))
                    .startsWith("backend=a\\;b\\=c\\\\\", <script>;handler=");
        }
        assertThat(table.text().lines()).hasSize(3);
    }
}
