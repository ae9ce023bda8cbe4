package raftmark.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.record.HistogramLog;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.record.RunHistograms;
import raftmark.bench.spec.Operation;

class LatencyLogTest {
    @TempDir
    private Path directory;

    @Test
    void aSecondInWhichNothingWasAnsweredIsAPointAndNoStraightLine() {
        List<LatencyLog.Interval> written = new ArrayList<>();
        for (int second : new int[] {0, 1, 4, 5}) {
            Histogram latencies = LatencyRecorder.newHistogram();
            latencies.recordValueWithCount(2000, 1500);
            written.add(new LatencyLog.Interval(1000 + second, 1001 + second, latencies));
        }
        ReportData.Course course = LatencyDisplay.course("run", written, written, 60);
        assertThat(course.seconds()).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        assertThat(course.opsPerSecond()).containsExactly(1500.0, 1500.0, 0.0, 0.0, 1500.0, 1500.0);
        assertThat(course.p50Micros()).containsExactly(2000L, 2000L, null, null, 2000L, 2000L);
        assertThat(course.p99Micros()).containsExactly(2000L, 2000L, null, null, 2000L, 2000L);
        assertThat(LatencyDisplay.course("run", written, written, 3).opsPerSecond())
                .containsExactly(1500.0, 0.0, 1500.0);
    }

    @Test
    void anOpenLoopsThroughputIsWhatEndedAndItsLatencyIsResponseTime() {
        List<LatencyLog.Interval> served = new ArrayList<>();
        List<LatencyLog.Interval> responses = new ArrayList<>();
        for (int second = 0; second < 4; second++) {
            // As in the log, where beginning and length are rounded each by itself.
            double start = 1000 + 1.005 * second - 0.001 * (second % 2);
            // What ended in the first second was due before the window.
            if (second > 0) {
                responses.add(interval(start, 1800, 1500));
            }
            if (second < 3) {
                served.add(interval(start, 1200, 1200));
            }
        }
        ReportData.Course course = LatencyDisplay.course("run", served, responses, 60);
        assertThat(course.opsPerSecond()).containsExactly(1194.03, 1194.03, 1194.03, 0.0);
        assertThat(course.p50Micros()).containsExactly(null, 1800L, 1800L, 1800L);
    }

    @Test
    void aLastIntervalOfNoLengthIsNoThroughput() {
        List<LatencyLog.Interval> written = new ArrayList<>();
        for (int second = 0; second < 4; second++) {
            written.add(interval(1000 + 1.005 * second, 1800, 1200));
        }
        Histogram few = LatencyRecorder.newHistogram();
        few.recordValueWithCount(1800, 15);
        written.add(new LatencyLog.Interval(1004.02, 1004.02, few));

        ReportData.Course course = LatencyDisplay.course("run", written, written, 60);
        assertThat(course.opsPerSecond()).containsExactly(1194.03, 1194.03, 1194.03, 1208.96);
        assertThat(course.seconds()).hasSize(4).endsWith(4.02);
    }

    private static LatencyLog.Interval interval(double start, long micros, long count) {
        Histogram latencies = LatencyRecorder.newHistogram();
        latencies.recordValueWithCount(micros, count);
        return new LatencyLog.Interval(start, start + 1.005, latencies);
    }

    @Test
    void responseTimesAndSendLagAreNotMixedIntoServiceTimes() throws Exception {
        LatencyRecorder recorder = new LatencyRecorder(Set.of(Operation.PUT), true);
        for (int i = 0; i < 10; i++) {
            recorder.success(Operation.PUT, 0, 698_000_000, 700_000_000);
            recorder.sendLag(698_000_000);
        }
        RunHistograms histograms = new RunHistograms(Set.of(Operation.PUT));
        histograms.add(new RunHistograms.TimedInterval(1000, 1001, recorder.take()));
        Path file = directory.resolve("latency.hlog");
        Files.writeString(file, HistogramLog.header() + HistogramLog.lines("run", histograms));
        List<Long> seen = new ArrayList<>();
        LatencyLog.read(file, (run, service, response) -> {
            assertThat(run).isEqualTo("run");
            Stream.concat(service.stream(), response.stream()).forEach(interval -> {
                seen.add(interval.latencies().getTotalCount());
                seen.add(interval.latencies().getMaxValue() / 1000);
            });
        });
        assertThat(seen).containsExactly(10L, 2L, 10L, 700L);
    }
}
