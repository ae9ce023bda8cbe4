package raftmark.bench.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import raftmark.bench.spec.Operation;

/**
 * Everything that one run recorded in its measured window: intervals in their order, and their sums. Not thread-safe.
 */
public final class RunHistograms {
    private final Map<Operation, Histogram> totals = new EnumMap<>(Operation.class);
    private final Map<Operation, Histogram> responses = new EnumMap<>(Operation.class);
    private final Histogram sendLags = LatencyRecorder.newHistogram();
    private final Histogram failures = LatencyRecorder.newHistogram();
    private final Map<String, Long> failuresByKind = new TreeMap<>();
    private final List<TimedInterval> intervals = new ArrayList<>();

    /**
     * A stretch of the measured window.
     *
     * @param startSeconds since the epoch
     * @param endSeconds since the epoch
     */
    public record TimedInterval(double startSeconds, double endSeconds, LatencyRecorder.Interval recorded) {}

    public RunHistograms(Set<Operation> operations) {
        operations.forEach(operation -> totals.put(operation, LatencyRecorder.newHistogram()));
    }

    /** Adds the next interval. */
    public void add(TimedInterval interval) {
        intervals.add(interval);
        interval.recorded()
                .latencies()
                .forEach((operation, latencies) -> of(operation).add(latencies));
        interval.recorded()
                .responses()
                .forEach((operation, latencies) -> responses
                        .computeIfAbsent(operation, first -> LatencyRecorder.newHistogram())
                        .add(latencies));
        sendLags.add(interval.recorded().sendLags());
        failures.add(interval.recorded().failureLatencies());
        interval.recorded().failuresByKind().forEach((kind, count) -> failuresByKind.merge(kind, count, Long::sum));
    }

    /**
     * Adds response times of requests that were due in the window and answered after it; they stand in its last interval.
     *
     * @throws IllegalStateException if there is no interval yet
     */
    public void addLate(Map<Operation, Histogram> late) {
        if (intervals.isEmpty()) {
            throw new IllegalStateException("no interval that what came late belongs to");
        }
        Map<Operation, Histogram> last =
                intervals.get(intervals.size() - 1).recorded().responses();
        late.forEach((operation, latencies) -> {
            for (Map<Operation, Histogram> into : List.of(last, responses)) {
                into.computeIfAbsent(operation, first -> LatencyRecorder.newHistogram())
                        .add(latencies);
            }
        });
    }

    /**
     * Service times of an operation.
     *
     * @throws IllegalArgumentException if the operation does not occur in this run
     */
    public Histogram of(Operation operation) {
        Histogram total = totals.get(operation);
        if (total == null) {
            throw new IllegalArgumentException(operation + " is not among " + totals.keySet());
        }
        return total;
    }

    /** Service times of all operations together. */
    public Histogram all() {
        return sum(totals);
    }

    /** Response times by operation; empty in a closed loop. */
    public Map<Operation, Histogram> responses() {
        return Collections.unmodifiableMap(responses);
    }

    /** Response times of all operations together; empty in a closed loop. */
    public Histogram allResponses() {
        return sum(responses);
    }

    /** How long after it could be sent each request was sent; empty in a closed loop. */
    public Histogram sendLags() {
        return sendLags;
    }

    private static Histogram sum(Map<Operation, Histogram> histograms) {
        Histogram sum = LatencyRecorder.newHistogram();
        histograms.values().forEach(sum::add);
        return sum;
    }

    /** The operations that occur. */
    public Set<Operation> operations() {
        return totals.keySet();
    }

    /** Latencies of failures. */
    public Histogram failures() {
        return failures;
    }

    /** Failures by {@code CODE/outcome}. */
    public Map<String, Long> failuresByKind() {
        return failuresByKind;
    }

    /** The intervals in their order. */
    public List<TimedInterval> intervals() {
        return intervals;
    }
}
