package raftmark.bench.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.HdrHistogram.Histogram;
import raftmark.bench.record.HistogramLog;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.result.Column;
import raftmark.bench.result.ResultRow;
import raftmark.bench.result.ResultsDirectory;
import raftmark.bench.spec.Operation;

/** Result directories made up for tests: rows, histograms of as many latencies, environment and experiment. */
public final class SyntheticDirectory {
    /** Drawn latencies stand for several operations each where these are more. */
    private static final int DRAWS_PER_INTERVAL_MAX = 500;

    private static final Histogram NOTHING = LatencyRecorder.newHistogram();

    private SyntheticDirectory() {}

    /**
     * The histograms of runs, each in so many intervals of a second, with as many latencies as the row has operations; in open loops
     * response times are twice the service times.
     */
    static String histograms(List<ResultRow> rows, int intervals) {
        StringBuilder log = new StringBuilder(HistogramLog.header());
        Random random = new Random(11);
        double start = 1_795_485_803;
        for (ResultRow row : rows) {
            if (row.get(Column.LATENCY_KIND).equals("response")) {
                // The second row of a run that has its histograms already.
                continue;
            }
            RunHistograms histograms = new RunHistograms(Set.of(Operation.PUT));
            long left = Math.round(row.number(Column.OPERATIONS).orElse(0));
            for (int interval = 0; interval < intervals; interval++) {
                long operations = left / (intervals - interval);
                left -= operations;
                histograms.add(new RunHistograms.TimedInterval(start, start + 1, interval(row, operations, random)));
                start++;
            }
            log.append(HistogramLog.lines(row.get(Column.RUN_ID), histograms));
        }
        return log.toString();
    }

    private static LatencyRecorder.Interval interval(ResultRow row, long operations, Random random) {
        boolean open = row.get(Column.LOOP).equals("open");
        Histogram service = LatencyRecorder.newHistogram();
        Histogram response = open ? LatencyRecorder.newHistogram() : NOTHING;
        double meanMicros = row.number(Column.LATENCY_MEAN_MICROS).orElse(1000);
        long draws = Math.min(operations, DRAWS_PER_INTERVAL_MAX);
        for (int i = 0; i < draws; i++) {
            long micros = Math.max(1, (long) (meanMicros * (0.6 - 0.4 * Math.log(1 - random.nextDouble()))));
            long times = operations / draws + (i < operations % draws ? 1 : 0);
            service.recordValueWithCount(micros, times);
            if (open) {
                response.recordValueWithCount(2 * micros, times);
            }
        }
        return new LatencyRecorder.Interval(
                Map.of(Operation.PUT, service),
                open ? Map.of(Operation.PUT, response) : Map.of(),
                NOTHING,
                NOTHING,
                Map.of());
    }

    /** Writes a whole directory. */
    static Path write(Path directory, String question, List<ResultRow> rows, String histograms) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve(ResultsDirectory.EXPERIMENT),
                "experiment: synthetic\nquestion: '" + question.replace("'", "''") + "'\n");
        Files.writeString(directory.resolve(ResultsDirectory.RUNS), csv(rows));
        Files.writeString(directory.resolve(ResultsDirectory.HISTOGRAMS), histograms);
        Files.writeString(directory.resolve(ResultsDirectory.ENVIRONMENT), """
                {"schema_version": 2,
                 "environment": {"cpu_model": "Test CPU", "cores": 2, "versions": {"jraft": "SOFA-JRaft 1.4.1"},
                   "backend_option_defaults": {"jraft": {"applyBatch": "32"}}, "commit": "0123456789abcdef"},
                 "seed": 1, "co_location": "All share one machine.",
                 "terms": {"1534253f": {"workload": "put", "read_level": ""}},
                 "sweeps": [{"started_at": "2026-11-24T02:03:12.4Z", "fsync_before": {"appends": 200, "microsP50": 175, "microsP99": 277},
                   "ended_at": "2026-11-24T02:13:26.3Z", "interrupted": false}]}
                """);
        return directory;
    }

    /** A whole directory of rows with histograms of four intervals. */
    public static Path write(Path directory, List<ResultRow> rows) throws IOException {
        return write(directory, SyntheticResults.QUESTION, rows, histograms(rows, SyntheticResults.WINDOW_SECONDS));
    }

    static String csv(List<ResultRow> rows) throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            writer.writeRecord(Column.keys());
            rows.forEach(row -> writer.writeRecord(row.fields()));
        }
        return text.toString();
    }
}
