package raftmark.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
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
     *
     * @param served service times: what ended in each interval
     * @param shown the latencies to be drawn: service times again, of an open loop response times
     */
    static ReportData.Course course(
            String run, List<LatencyLog.Interval> served, List<LatencyLog.Interval> shown, int pointsMax) {
        List<LatencyLog.Interval> intervals = withEmptyOnes(timeline(served, shown));
        int together = (intervals.size() + pointsMax - 1) / pointsMax;
        double start = intervals.get(0).startSeconds();
        List<Double> seconds = new ArrayList<>();
        List<Double> throughput = new ArrayList<>();
        List<@Nullable Long> p50 = new ArrayList<>();
        List<@Nullable Long> p99 = new ArrayList<>();
        for (int from = 0; from < intervals.size(); from += together) {
            List<LatencyLog.Interval> stretch = intervals.subList(from, Math.min(intervals.size(), from + together));
            double begin = stretch.get(0).startSeconds();
            // Not the stretch's end: times in the log are rounded, so that it may lie behind the next one's beginning.
            double next = from + together < intervals.size()
                    ? intervals.get(from + together).startSeconds()
                    : Double.POSITIVE_INFINITY;
            Histogram latencies = LatencyRecorder.newHistogram();
            begunWithin(shown, begin, next).forEach(interval -> latencies.add(interval.latencies()));
            long ended = begunWithin(served, begin, next)
                    .mapToLong(interval -> interval.latencies().getTotalCount())
                    .sum();
            seconds.add(rounded(stretch.get(stretch.size() - 1).endSeconds() - start));
            throughput.add(rounded(ended / lengthOf(stretch)));
            p50.add(latencies.getTotalCount() == 0 ? null : latencies.getValueAtPercentile(50));
            p99.add(carries(latencies, P99_TAIL) ? latencies.getValueAtPercentile(99) : null);
        }
        return new ReportData.Course(run, seconds, throughput, p50, p99);
    }

    /**
     * The intervals that either has, in their order; both have the same ones, but for those in which one had nothing to write. A
     * short one, as logs until 2026-11-27 have at the end where the harness woke a moment too early, goes with the one before: what
     * ended in a millisecond is no throughput.
     */
    private static List<LatencyLog.Interval> timeline(
            List<LatencyLog.Interval> served, List<LatencyLog.Interval> shown) {
        SortedMap<Double, LatencyLog.Interval> byStart = new TreeMap<>();
        shown.forEach(interval -> byStart.put(interval.startSeconds(), interval));
        served.forEach(interval -> byStart.put(interval.startSeconds(), interval));
        List<LatencyLog.Interval> joined = new ArrayList<>();
        for (LatencyLog.Interval interval : byStart.values()) {
            if (!joined.isEmpty() && length(interval) < length(joined.get(0)) / 2) {
                LatencyLog.Interval before = joined.remove(joined.size() - 1);
                joined.add(new LatencyLog.Interval(before.startSeconds(), interval.endSeconds(), before.latencies()));
            } else {
                joined.add(interval);
            }
        }
        return joined;
    }

    private static double length(LatencyLog.Interval interval) {
        return interval.endSeconds() - interval.startSeconds();
    }

    private static Stream<LatencyLog.Interval> begunWithin(
            List<LatencyLog.Interval> intervals, double begin, double next) {
        return intervals.stream()
                .filter(interval -> interval.startSeconds() >= begin && interval.startSeconds() < next);
    }

    private static double lengthOf(List<LatencyLog.Interval> stretch) {
        return stretch.stream().mapToDouble(LatencyDisplay::length).sum();
    }

    private static List<LatencyLog.Interval> withEmptyOnes(List<LatencyLog.Interval> written) {
        List<LatencyLog.Interval> all = new ArrayList<>();
        double length = length(written.get(0));
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
