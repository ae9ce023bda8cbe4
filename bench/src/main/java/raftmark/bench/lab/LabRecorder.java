package raftmark.bench.lab;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import raftmark.kv.wire.Outcome;

/** What one lab client saw. Used by that client's thread, and read when it has ended. */
final class LabRecorder {
    private static final long LATENCY_MICROS_MAX = TimeUnit.SECONDS.toMicros(60);
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Map<LabOperation, Histogram> latencyMicros = new EnumMap<>(LabOperation.class);
    private final Map<Outcome, Long> failures = new EnumMap<>(Outcome.class);

    LabRecorder() {
        for (LabOperation operation : LabOperation.values()) {
            latencyMicros.put(operation, new Histogram(LATENCY_MICROS_MAX, SIGNIFICANT_DIGITS));
        }
    }

    void succeeded(LabOperation operation, long latencyNanos) {
        long micros = Math.min(LATENCY_MICROS_MAX, TimeUnit.NANOSECONDS.toMicros(latencyNanos));
        histogram(operation).recordValue(micros);
    }

    void failed(Outcome outcome) {
        failures.merge(outcome, 1L, Long::sum);
    }

    /** Adds what another client saw. */
    void add(LabRecorder other) {
        other.latencyMicros.forEach(
                (operation, histogram) -> histogram(operation).add(histogram));
        other.failures.forEach((outcome, count) -> failures.merge(outcome, count, Long::sum));
    }

    Histogram histogram(LabOperation operation) {
        Histogram histogram = latencyMicros.get(operation);
        if (histogram == null) {
            throw new IllegalStateException("no histogram of " + operation);
        }
        return histogram;
    }

    long failures(Outcome outcome) {
        return failures.getOrDefault(outcome, 0L);
    }
}
