package raftmark.bench.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static raftmark.bench.result.ResultsDirectory.EXPERIMENT;
import static raftmark.bench.result.ResultsDirectory.HISTOGRAMS;
import static raftmark.bench.result.ResultsDirectory.RUNS;

import java.io.File;
import java.io.IOException;
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
import raftmark.bench.record.LatencyRecorder;

class ResultsDirectoryTest {
    @TempDir
    private Path parent;

    private Path path;
    private List<PlannedRun> runs = List.of();

    @BeforeEach
    void plan() throws Exception {
        path = parent.resolve("out");
        runs = Samples.plan().runs();
    }

    private ResultsDirectory withRuns(int count) throws IOException {
        ResultsDirectory directory = ResultsDirectory.create(path, Samples.EXPERIMENT);
        for (PlannedRun run : runs.subList(0, count)) {
            directory.append(Samples.run(run, 1200));
        }
        return directory;
    }

    /** Histograms of the log by tag, intervals added up. */
    private Map<String, Histogram> histograms() throws IOException {
        Map<String, Histogram> byTag = new HashMap<>();
        File file = path.resolve(HISTOGRAMS).toFile();
        try (HistogramLogReader reader = new HistogramLogReader(file)) {
            for (EncodableHistogram next = reader.nextIntervalHistogram();
                    next != null;
                    next = reader.nextIntervalHistogram()) {
                byTag.computeIfAbsent(next.getTag(), tag -> LatencyRecorder.newHistogram())
                        .add((Histogram) next);
            }
        }
        return byTag;
    }

    private void append(String file, String text) throws IOException {
        Files.writeString(path.resolve(file), Files.readString(path.resolve(file)) + text);
    }

    @Test
    void rowsComeBackAsTheyWereWritten() throws Exception {
        ResultsDirectory directory = withRuns(2);
        directory.append(Samples.failed(runs.get(2)));
        assertThat(CsvRows.read(path.resolve(RUNS))).isEqualTo(directory.rows()).hasSize(4 + 4 + 1);
        ResultRow all = directory.rows().get(3);
        assertThat(all.get(Column.OPERATION)).isEqualTo("all");
        assertThat(all.number(Column.OPERATIONS)).hasValue(3600);
        assertThat(all.number(Column.ERRORS)).hasValue(1);
        assertThat(all.number(Column.THROUGHPUT_OPS_PER_SECOND)).hasValue(1800);
        assertThat(all.get(Column.LEADER_CPU_SECONDS)).isEmpty();
        assertThat(all.get(Column.FOREIGN_CPU_SECONDS)).isEqualTo("0");
        assertThat(all.get(Column.VALUE_BYTES)).isEmpty();
        assertThat(all.get(Column.CAVEATS)).isEqualTo("co-located; c1");
        ResultRow failed = directory.rows().get(8);
        assertThat(failed.get(Column.VERDICT)).isEqualTo("INVALID(failed: no leader, \"n1\" died)");
        assertThat(failed.get(Column.OPERATIONS)).isEmpty();
        assertThat(failed.isValid()).isFalse();
    }

    @Test
    void histogramsComeBackInTheStandardFormat() throws Exception {
        withRuns(1);
        String run = runs.get(0).runId();
        Map<String, Histogram> histograms = histograms();
        assertThat(histograms).containsOnlyKeys(run + "/get", run + "/put", run + "/append", run + "/error");
        assertThat(histograms.get(run + "/put").getTotalCount()).isEqualTo(1200);
        assertThat(histograms.get(run + "/put").getMinValue()).isBetween(999L, 1001L);
        assertThat(histograms.get(run + "/error").getTotalCount()).isEqualTo(1);
    }

    @Test
    void whatACrashLeftHalfWrittenIsCutOff() throws Exception {
        withRuns(2);
        String rows = Files.readString(path.resolve(RUNS));
        Map<String, Histogram> before = histograms();
        // The crash came within the third run: histograms and three rows are there, the last of them torn.
        RunResult third = Samples.run(runs.get(2), 1200);
        append(
                HISTOGRAMS,
                third.histogramLines().substring(0, third.histogramLines().length() - 40));
        String torn = String.join(",", third.rows().get(0).fields()) + "\n" + "2,demo,"
                + third.run().runId();
        append(RUNS, torn);
        ResultsDirectory resumed = ResultsDirectory.open(path);
        assertThat(resumed.finishedRuns())
                .containsExactly(runs.get(0).runId(), runs.get(1).runId());
        assertThat(Files.readString(path.resolve(RUNS))).isEqualTo(rows);
        assertThat(histograms()).isEqualTo(before);
        resumed.append(third);
        assertThat(ResultsDirectory.open(path).finishedRuns()).hasSize(3);
        assertThat(histograms()).containsKey(third.run().runId() + "/put");
    }

    @Test
    void histogramsWithoutRowsAreCutOff() throws Exception {
        withRuns(1);
        append(HISTOGRAMS, Samples.run(runs.get(1), 10).histogramLines());
        ResultsDirectory.open(path);
        assertThat(histograms().keySet())
                .allMatch(tag -> tag.startsWith(runs.get(0).runId()));
    }

    @Test
    void openingAWholeDirectoryChangesNothing() throws Exception {
        withRuns(2);
        String rows = Files.readString(path.resolve(RUNS));
        String log = Files.readString(path.resolve(HISTOGRAMS));
        ResultsDirectory.open(path);
        assertThat(Files.readString(path.resolve(RUNS))).isEqualTo(rows);
        assertThat(Files.readString(path.resolve(HISTOGRAMS))).isEqualTo(log);
    }

    @Test
    void aRunIsAddedOnce() throws Exception {
        ResultsDirectory directory = withRuns(1);
        assertThatThrownBy(() -> directory.append(Samples.run(runs.get(0), 10)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsNoneOfOursIsRefused() throws Exception {
        withRuns(1);
        assertThatThrownBy(() -> ResultsDirectory.create(path, Samples.EXPERIMENT))
                .hasMessageContaining("--resume");
        String rows = Files.readString(path.resolve(RUNS));
        Files.writeString(path.resolve(RUNS), rows.replaceFirst("schema_version", "version"));
        assertThatThrownBy(() -> ResultsDirectory.open(path)).hasMessageContaining("another version");
        Files.writeString(path.resolve(RUNS), rows.replaceAll("\n2,", "\n7,"));
        assertThatThrownBy(() -> ResultsDirectory.open(path)).hasMessageContaining("schema 7 instead of 2");
        Files.delete(path.resolve(EXPERIMENT));
        assertThatThrownBy(() -> ResultsDirectory.open(path)).hasMessageContaining("nothing to resume");
    }

    @Test
    void aFileThatBreaksOffIsNotReadSilently() throws Exception {
        withRuns(1);
        append(RUNS, "1,demo");
        assertThatThrownBy(() -> CsvRows.read(path.resolve(RUNS))).hasMessageContaining("breaks off");
    }
}
