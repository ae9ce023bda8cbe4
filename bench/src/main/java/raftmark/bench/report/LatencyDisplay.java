package raftmark.bench.report;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import raftmark.bench.record.LatencyRecorder;

/** Histograms as the few points that a picture shows. A percentile that too few operations carry is left out. */
final class LatencyDisplay {
    /** p99 needs 1,000 operations and p99.9 needs 10,000, as in runs.csv: ten beyond the percentile. */
    private static final int OPERATIONS_BEYOND_MIN = 10;

    private static final double P99_TAIL = 100;
    private static final double PLACES = 100;

    private LatencyDisplay() {}

    /** The latency at each of the tails, as far as there are operations enough. */
    static List<Long> curve(Histogram latencies, List<Double> tails) {
        List<Long> curve = new ArrayList<>();
        for (double tail : tails) {
            if (carries(latencies, tail)) {
                curve.add(latencies.getValueAtPercentile(100 * (1 - 1 / tail)));
            }
        }
        return curve;
    }

    /**
     * A run over time, neighbouring intervals put together where there are more than may be shown. A log leaves out intervals in
     * which nothing was answered: between others they are points without latency here, so that a stall is no straight line.
     */
    static ReportData.Course course(String run, List<LatencyLog.Interval> written, int pointsMax) {
        List<LatencyLog.Interval> intervals = withEmptyOnes(written);
        int together = (intervals.size() + pointsMax - 1) / pointsMax;
        double start = intervals.get(0).startSeconds();
        List<Double> seconds = new ArrayList<>();
        List<Double> throughput = new ArrayList<>();
        List<@Nullable Long> p50 = new ArrayList<>();
        List<@Nullable Long> p99 = new ArrayList<>();
        for (int from = 0; from < intervals.size(); from += together) {
            List<LatencyLog.Interval> stretch = intervals.subList(from, Math.min(intervals.size(), from + together));
            Histogram latencies = LatencyRecorder.newHistogram();
            double length = 0;
            for (LatencyLog.Interval interval : stretch) {
                latencies.add(interval.latencies());
                length += interval.endSeconds() - interval.startSeconds();
            }
            seconds.add(rounded(stretch.get(stretch.size() - 1).endSeconds() - start));
            throughput.add(rounded(latencies.getTotalCount() / length));
            p50.add(latencies.getTotalCount() == 0 ? null : latencies.getValueAtPercentile(50));
            p99.add(carries(latencies, P99_TAIL) ? latencies.getValueAtPercentile(99) : null);
        }
        return new ReportData.Course(run, seconds, throughput, p50, p99);
    }

    private static List<LatencyLog.Interval> withEmptyOnes(List<LatencyLog.Interval> written) {
        List<LatencyLog.Interval> all = new ArrayList<>();
        double length = written.get(0).endSeconds() - written.get(0).startSeconds();
        for (LatencyLog.Interval interval : written) {
            if (!all.isEmpty() && length > 0) {
                double end = all.get(all.size() - 1).endSeconds();
                long missing = Math.round((interval.startSeconds() - end) / length);
                double step = (interval.startSeconds() - end) / Math.max(1, missing);
                for (int i = 0; i < missing; i++) {
                    all.add(new LatencyLog.Interval(
                            end + i * step, end + (i + 1) * step, LatencyRecorder.newHistogram()));
                }
            }
            all.add(interval);
        }
        return all;
    }

    private static boolean carries(Histogram latencies, double tail) {
        return latencies.getTotalCount() >= OPERATIONS_BEYOND_MIN * tail;
    }

    private static double rounded(double value) {
        return Math.round(value * PLACES) / PLACES;
    }
}
