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

    /** A run over time, neighbouring intervals put together where there are more than may be shown. */
    static ReportData.Course course(String run, List<LatencyLog.Interval> intervals, int pointsMax) {
        int together = (intervals.size() + pointsMax - 1) / pointsMax;
        double start = intervals.get(0).startSeconds();
        List<Double> seconds = new ArrayList<>();
        List<Double> throughput = new ArrayList<>();
        List<Long> p50 = new ArrayList<>();
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
            p50.add(latencies.getValueAtPercentile(50));
            p99.add(carries(latencies, P99_TAIL) ? latencies.getValueAtPercentile(99) : null);
        }
        return new ReportData.Course(run, seconds, throughput, p50, p99);
    }

    private static boolean carries(Histogram latencies, double tail) {
        return latencies.getTotalCount() >= OPERATIONS_BEYOND_MIN * tail;
    }

    private static double rounded(double value) {
        return Math.round(value * PLACES) / PLACES;
    }
}
