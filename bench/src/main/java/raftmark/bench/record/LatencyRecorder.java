package raftmark.bench.record;

import io.grpc.Status;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import raftmark.bench.spec.Operation;
import raftmark.kv.wire.Outcome;

/**
 * Records latencies from many threads, wait-free and without allocation for what succeeds; one reader takes intervals. A
 * failure has a histogram of its own, so that a fast refusal never passes for a fast operation.
 *
 * <p>Recording methods may be called from any thread; {@link #take} by one thread at a time.
 */
public final class LatencyRecorder {
    /** Range and precision of every histogram: 1 µs to 60 s, 3 significant digits. */
    public static final long LATENCY_MICROS_MAX = 60_000_000;

    /** See {@link #LATENCY_MICROS_MAX}. */
    public static final int SIGNIFICANT_DIGITS = 3;

    private static final int NANOS_PER_MICRO = 1000;

    private final Map<Operation, StripedRecorder> successes = new EnumMap<>(Operation.class);
    /** Response times, from the intended sending; empty in a closed loop, where nothing else is intended than what is done. */
    private final Map<Operation, StripedRecorder> responses = new EnumMap<>(Operation.class);

    private final StripedRecorder sendLags = new StripedRecorder();
    private final StripedRecorder failures = new StripedRecorder();
    private final Map<String, LongAdder> failuresByKind = new ConcurrentHashMap<>();
    private final LongAdder completed = new LongAdder();

    /** A recorder of a closed loop; {@code operations} are those that will be recorded. */
    public LatencyRecorder(Set<Operation> operations) {
        this(operations, false);
    }

    /**
     * A recorder.
     *
     * @param operations those that will be recorded
     * @param withResponses whether requests have an intended moment, so that response times are recorded beside service times
     */
    public LatencyRecorder(Set<Operation> operations, boolean withResponses) {
        operations.forEach(operation -> successes.put(operation, new StripedRecorder()));
        if (withResponses) {
            operations.forEach(operation -> responses.put(operation, new StripedRecorder()));
        }
    }

    /** An empty histogram of the range and precision that all have. */
    public static Histogram newHistogram() {
        return new Histogram(1, LATENCY_MICROS_MAX, SIGNIFICANT_DIGITS);
    }

    /**
     * Counts a success. A latency beyond the range counts as its end.
     *
     * @throws IllegalArgumentException if the operation is not one of those announced
     */
    public void success(Operation operation, long latencyNanos) {
        success(operation, latencyNanos, latencyNanos);
    }

    /**
     * Counts a success with both its latencies; the second one is dropped where response times are not recorded.
     *
     * @param serviceNanos from sending to the answer
     * @param responseNanos from the intended sending to the answer
     * @throws IllegalArgumentException if the operation is not one of those announced
     */
    public void success(Operation operation, long serviceNanos, long responseNanos) {
        StripedRecorder recorder = successes.get(operation);
        if (recorder == null) {
            throw new IllegalArgumentException(operation + " is not among " + successes.keySet());
        }
        recorder.record(clampedMicros(serviceNanos));
        StripedRecorder response = responses.get(operation);
        if (response != null) {
            response.record(clampedMicros(responseNanos));
        }
        completed.increment();
    }

    /** Notes how long after it could be sent a request was sent. */
    public void sendLag(long lagNanos) {
        sendLags.record(clampedMicros(lagNanos));
    }

    /** Counts a failure by its code and by what it says of the effect. */
    public void failure(Status.Code code, Outcome outcome, long latencyNanos) {
        failures.record(clampedMicros(latencyNanos));
        failuresByKind
                .computeIfAbsent(code + "/" + outcome.trailer(), kind -> new LongAdder())
                .increment();
    }

    /** Successes since the start, all operations together. */
    public long completed() {
        return completed.sum();
    }

    /** What was recorded since the last call, or since the start. */
    public Interval take() {
        Map<Operation, Histogram> latencies = take(successes);
        Map<Operation, Histogram> responseTimes = take(responses);
        Histogram failureLatencies = failures.take();
        Map<String, Long> kinds = new TreeMap<>();
        failuresByKind.forEach((kind, count) -> {
            long countOfInterval = count.sumThenReset();
            if (countOfInterval > 0) {
                kinds.put(kind, countOfInterval);
            }
        });
        return new Interval(latencies, responseTimes, sendLags.take(), failureLatencies, kinds);
    }

    private static Map<Operation, Histogram> take(Map<Operation, StripedRecorder> recorders) {
        Map<Operation, Histogram> histograms = new EnumMap<>(Operation.class);
        recorders.forEach((operation, recorder) -> histograms.put(operation, recorder.take()));
        return histograms;
    }

    private static long clampedMicros(long nanos) {
        return Math.min(LATENCY_MICROS_MAX, Math.max(1, nanos / NANOS_PER_MICRO));
    }

    /**
     * What was recorded in a stretch of time.
     *
     * @param latencies service times of successes by operation, in microseconds
     * @param responses response times of successes by operation, in microseconds; empty in a closed loop
     * @param sendLags how long after it could be sent each request was sent, in microseconds; empty in a closed loop
     * @param failureLatencies of failures, in microseconds
     * @param failuresByKind count by {@code CODE/outcome}
     */
    public record Interval(
            Map<Operation, Histogram> latencies,
            Map<Operation, Histogram> responses,
            Histogram sendLags,
            Histogram failureLatencies,
            Map<String, Long> failuresByKind) {}
}
