package raftmark.bench.record;

import io.grpc.Status;
import java.util.Arrays;
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
 * <p>Recording methods may be called from any thread; {@link #take} and {@link WindowOpening} by one thread at a time.
 */
public final class LatencyRecorder {
    /** Range and precision of every histogram: 1 µs to 60 s, 3 significant digits. */
    public static final long LATENCY_MICROS_MAX = 60_000_000;

    /** See {@link #LATENCY_MICROS_MAX}. */
    public static final int SIGNIFICANT_DIGITS = 3;

    private static final int NANOS_PER_MICRO = 1000;

    /** Figures of a stripe that every recorder has; those of operations follow. */
    private static final int SEND_LAG = 0;

    private static final int FAILURE = 1;
    private static final int OF_OPERATIONS = 2;

    /** The figure of each operation's service times. */
    private final Map<Operation, Integer> services = new EnumMap<>(Operation.class);
    /** Of its response times, from the intended sending; empty in a closed loop, where nothing else is intended than what is done. */
    private final Map<Operation, Integer> responses = new EnumMap<>(Operation.class);

    private final int figures;
    private final Stripe[] stripes = new Stripe[Stripe.COUNT];
    /** Response times that were kept when the rest was dropped; of the thread that takes intervals. */
    private final Map<Operation, Histogram> kept = new EnumMap<>(Operation.class);

    private final Map<String, LongAdder> failuresByKind = new ConcurrentHashMap<>();
    private final LongAdder completed = new LongAdder();
    private volatile DueWindow due = DueWindow.ALWAYS;

    /**
     * Requests whose intended moment is not before the one and before the other, on the clock of {@link System#nanoTime}.
     *
     * @param always whether all are
     */
    private record DueWindow(boolean always, long fromNanos, long beforeNanos) {
        static final DueWindow ALWAYS = new DueWindow(true, 0, 0);
        static final DueWindow NEVER = new DueWindow(false, 0, 0);

        boolean has(long intendedNanos) {
            return always || (intendedNanos - fromNanos >= 0 && intendedNanos - beforeNanos < 0);
        }
    }

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
        int next = OF_OPERATIONS;
        for (Operation operation : operations) {
            services.put(operation, next++);
            if (withResponses) {
                responses.put(operation, next++);
            }
        }
        figures = next;
        Arrays.setAll(stripes, stripe -> new Stripe(figures));
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
        success(operation, 0, 0, latencyNanos);
    }

    /**
     * Counts a success of a request that was to be sent at a moment, with its service time and, where response times are recorded and
     * it was due in {@linkplain #respondToDue the stretch that counts}, its response time. Moments are of {@link System#nanoTime}.
     *
     * @throws IllegalArgumentException if the operation is not one of those announced
     */
    public void success(Operation operation, long intendedNanos, long sentNanos, long endedNanos) {
        Integer service = services.get(operation);
        if (service == null) {
            throw new IllegalArgumentException(operation + " is not among " + services.keySet());
        }
        Stripe stripe = stripes[Stripe.ofThisThread()];
        long serviceMicros = clampedMicros(endedNanos - sentNanos);
        Integer response = responses.get(operation);
        if (response != null && due.has(intendedNanos)) {
            stripe.record(service, serviceMicros, response, clampedMicros(endedNanos - intendedNanos));
        } else {
            stripe.record(service, serviceMicros);
        }
        completed.increment();
    }

    /**
     * From now on records response times of those requests alone that are due in a stretch of time, whenever they are answered: the
     * slow ones of a stretch are answered after it, and what was due before it is none of its business. At first all count. Any
     * thread may call.
     *
     * @param fromNanos on the clock of {@link System#nanoTime}
     * @param beforeNanos the first moment that does not belong to it
     */
    public void respondToDue(long fromNanos, long beforeNanos) {
        due = new DueWindow(false, fromNanos, beforeNanos);
    }

    /** From now on records no response times, until {@link #respondToDue} says which count. Any thread may call. */
    public void respondToNone() {
        due = DueWindow.NEVER;
    }

    /** Notes how long after it could be sent a request was sent. */
    public void sendLag(long lagNanos) {
        stripes[Stripe.ofThisThread()].record(SEND_LAG, clampedMicros(lagNanos));
    }

    /** Counts a failure by its code and by what it says of the effect. */
    public void failure(Status.Code code, Outcome outcome, long latencyNanos) {
        stripes[Stripe.ofThisThread()].record(FAILURE, clampedMicros(latencyNanos));
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
        Histogram[] taken = takeFigures();
        Map<Operation, Histogram> responseTimes = of(responses, taken);
        kept.forEach((operation, earlier) -> responseTimes.merge(operation, earlier, (now, before) -> {
            now.add(before);
            return now;
        }));
        kept.clear();
        Map<String, Long> kinds = new TreeMap<>();
        failuresByKind.forEach((kind, count) -> {
            long countOfInterval = count.sumThenReset();
            if (countOfInterval > 0) {
                kinds.put(kind, countOfInterval);
            }
        });
        return new Interval(of(services, taken), responseTimes, taken[SEND_LAG], taken[FAILURE], kinds);
    }

    /**
     * Drops what was recorded since the last call of {@link #take}, but for the response times: these are of what {@linkplain #respondToDue is due
     * in a stretch}, and may stand here before it is known that it has begun.
     */
    void dropAllButResponses() {
        kept.putAll(take().responses());
    }

    private Histogram[] takeFigures() {
        Histogram[] sums = new Histogram[figures];
        Arrays.setAll(sums, figure -> newHistogram());
        for (Stripe stripe : stripes) {
            stripe.takeInto(sums);
        }
        return sums;
    }

    private static Map<Operation, Histogram> of(Map<Operation, Integer> figureOf, Histogram[] taken) {
        Map<Operation, Histogram> histograms = new EnumMap<>(Operation.class);
        figureOf.forEach((operation, figure) -> histograms.put(operation, taken[figure]));
        return histograms;
    }

    private static long clampedMicros(long nanos) {
        return Math.min(LATENCY_MICROS_MAX, Math.max(1, nanos / NANOS_PER_MICRO));
    }

    /**
     * What was recorded in a stretch of time.
     *
     * @param latencies service times of successes by operation, in microseconds
     * @param responses response times by operation, in microseconds, of successes that were due when it counts; empty in a closed loop
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
