package raftmark.bench.lab;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import raftmark.kv.wire.Outcome;

/**
 * How a run of the lab's client ended.
 *
 * @param succeeded operations that were answered
 * @param refused failed operations that had no effect
 * @param unknown failed operations that may have had one
 * @param text the same for a person, with throughput and latencies
 */
public record LabSummary(long succeeded, long refused, long unknown, String text) {
    /** Operations that failed. */
    public long failed() {
        return refused + unknown;
    }

    static LabSummary of(LabConfig config, List<LabRecorder> clients, long elapsedNanos) {
        LabRecorder all = new LabRecorder();
        clients.forEach(all::add);
        long refused = all.failures(Outcome.REFUSED);
        long unknown = all.failures(Outcome.UNKNOWN);
        Histogram total = all.histogram(LabOperation.GET).copy();
        total.reset();
        for (LabOperation operation : LabOperation.values()) {
            total.add(all.histogram(operation));
        }
        long succeeded = total.getTotalCount();
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%n%d operations by %d clients in %.2f s: %.0f operations/s; failed: %d refused, %d unknown; seed %d%n",
                succeeded,
                config.clients(),
                elapsedNanos / 1e9,
                succeeded / (elapsedNanos / 1e9),
                refused,
                unknown,
                config.seed()));
        text.append(String.format(
                Locale.ROOT, "%-8s %8s %9s %9s %9s %9s", "latency", "count", "p50 ms", "p90 ms", "p99 ms", "max ms"));
        for (LabOperation operation : LabOperation.values()) {
            text.append(row(operation.name().toLowerCase(Locale.ROOT), all.histogram(operation)));
        }
        text.append(row("all", total));
        return new LabSummary(succeeded, refused, unknown, text.toString());
    }

    /** A percentile that rests on fewer than a handful of operations is shown all the same: the count stands beside it. */
    private static String row(String name, Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return String.format(Locale.ROOT, "%n%-8s %8d %9s %9s %9s %9s", name, 0, "-", "-", "-", "-");
        }
        return String.format(
                Locale.ROOT,
                "%n%-8s %8d %9.1f %9.1f %9.1f %9.1f",
                name,
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(90) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getMaxValue() / 1e3);
    }
}
