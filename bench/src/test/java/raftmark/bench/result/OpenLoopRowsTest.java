package raftmark.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.plan.PlannedRun;
import raftmark.bench.plan.RunPlan;
import raftmark.bench.record.HistogramLog;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.spec.Factor;
import raftmark.bench.spec.SpecReader;

class OpenLoopRowsTest {
    private static final String EXPERIMENT = """
            experiment: demo
            question: Does it?
            repetitions: 2
            factors: {backend: jraft, loop: open, clients: 64}
            cells:
              - {arrivals: poisson, target_rate: [50%, 400]}
            """;

    @TempDir
    private Path parent;

    private Path path;
    private List<PlannedRun> runs = List.of();

    @BeforeEach
    void plan() throws Exception {
        path = parent.resolve("out");
        runs = RunPlan.of(SpecReader.read("demo.yaml", EXPERIMENT, 17)).runs();
    }

    private PlannedRun run(String targetRate) {
        return runs.stream()
                .filter(run -> run.cell().level(Factor.TARGET_RATE).equals(targetRate))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void bothLatenciesHaveRowsAndTheServiceTimesOfAllComeLast() {
        List<ResultRow> rows = Samples.openRun(run("50%"), 200).rows();
        assertThat(rows)
                .extracting(row -> row.get(Column.OPERATION) + " " + row.get(Column.LATENCY_KIND))
                .containsExactly("put response", "all response", "put service", "all service");
        ResultRow response = rows.get(1);
        ResultRow service = rows.get(3);
        assertThat(service.number(Column.LATENCY_P99_MICROS).orElse(0)).isBetween(999.0, 1001.0);
        assertThat(response.number(Column.LATENCY_P50_MICROS).orElse(0)).isBetween(1049.0, 1051.0);
        assertThat(response.number(Column.LATENCY_P99_MICROS).orElse(0)).isBetween(500_000.0, 502_000.0);
        for (ResultRow row : rows) {
            assertThat(row.get(Column.LOOP)).isEqualTo("open");
            assertThat(row.get(Column.ARRIVALS)).isEqualTo("poisson");
            assertThat(row.get(Column.TARGET_LOAD)).isEqualTo("50%");
            assertThat(row.number(Column.TARGET_RATE)).hasValue(1000);
            assertThat(row.number(Column.OPERATIONS)).hasValue(2000);
            assertThat(row.number(Column.THROUGHPUT_OPS_PER_SECOND)).hasValue(1000);
            assertThat(row.number(Column.SEND_LAG_P99_MICROS).orElse(0)).isBetween(499_000.0, 501_000.0);
            assertThat(row.level(Factor.TARGET_RATE)).isEqualTo("50%");
        }
        assertThat(service.isSummary()).isTrue();
        assertThat(response.isSummary()).isFalse();
    }

    @Test
    void anAbsoluteRateIsNoShare() {
        ResultRow row = Samples.openRun(run("400"), 0).rows().get(0);
        assertThat(row.get(Column.TARGET_LOAD)).isEmpty();
        assertThat(row.get(Column.TARGET_RATE)).isEqualTo("400");
        assertThat(row.level(Factor.TARGET_RATE)).isEqualTo("400");
    }

    @Test
    void aRunThatFailedSaysWhatItWasAskedForAndNoRate() {
        ResultRow row = Samples.failed(run("50%")).rows().get(0);
        assertThat(row.get(Column.TARGET_LOAD)).isEqualTo("50%");
        assertThat(row.get(Column.TARGET_RATE)).isEmpty();
        assertThat(row.isSummary()).isTrue();
    }

    @Test
    void theLogHoldsBothUnderTagsOfTheirOwn() throws Exception {
        PlannedRun run = run("50%");
        ResultsDirectory.create(path, EXPERIMENT).append(Samples.openRun(run, 200));
        Map<String, Histogram> byTag = new HashMap<>();
        File file = path.resolve(ResultsDirectory.HISTOGRAMS).toFile();
        try (HistogramLogReader reader = new HistogramLogReader(file)) {
            for (EncodableHistogram next = reader.nextIntervalHistogram();
                    next != null;
                    next = reader.nextIntervalHistogram()) {
                byTag.computeIfAbsent(next.getTag(), tag -> LatencyRecorder.newHistogram())
                        .add((Histogram) next);
            }
        }
        String id = run.runId();
        assertThat(byTag).containsOnlyKeys(id + "/put", id + "/put/response", id + "/send-lag");
        assertThat(byTag.get(id + "/put").getMaxValue()).isLessThan(1_100);
        assertThat(byTag.get(id + "/put/response").getMaxValue()).isGreaterThan(500_000);
        assertThat(byTag.get(id + "/send-lag").getTotalCount()).isEqualTo(2000);
        assertThat(byTag.keySet()).filteredOn(HistogramLog::isServiceTime).containsExactly(id + "/put");
        assertThat(byTag.keySet()).filteredOn(HistogramLog::isResponseTime).containsExactly(id + "/put/response");
        assertThat(byTag.keySet()).allMatch(tag -> HistogramLog.runOfTag(tag).equals(id));
    }

    @Test
    void aCrashBetweenTheTwoSumsLeavesNoRun() throws Exception {
        ResultsDirectory directory = ResultsDirectory.create(path, EXPERIMENT);
        directory.append(Samples.openRun(runs.get(0), 0));
        Path file = path.resolve(ResultsDirectory.RUNS);
        String whole = Files.readString(file);
        RunResult second = Samples.openRun(runs.get(1), 0);
        directory.append(second);
        // The last row is missing, the one of all response times is there.
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1));
        ResultsDirectory resumed = ResultsDirectory.open(path);
        assertThat(resumed.finishedRuns()).containsExactly(runs.get(0).runId());
        assertThat(Files.readString(file)).isEqualTo(whole);
        resumed.append(second);
        assertThat(Files.readString(file)).isEqualTo(text);
    }
}
