package raftmark.bench.jmh;

import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The timed calls of a fork or of an iteration, sorted. */
final class ForkSamples {
    private static final double ROUNDING = 1e-9;

    private final TreeMap<Double, Long> callsByTime = new TreeMap<>();
    private final long count;
    private final double mean;

    private ForkSamples(Collection<JmhResult.Sample> samples) {
        long calls = 0;
        double sum = 0;
        for (JmhResult.Sample sample : samples) {
            callsByTime.merge(sample.time(), sample.calls(), Long::sum);
            calls += sample.calls();
            sum += sample.time() * sample.calls();
        }
        count = calls;
        mean = calls == 0 ? Double.NaN : sum / calls;
    }

    /** All calls of the fork. */
    static ForkSamples of(JmhResult.Samples samples) {
        return new ForkSamples(
                samples.iterations().stream().flatMap(Collection::stream).toList());
    }

    /** The calls of each iteration by themselves. */
    static List<ForkSamples> iterationsOf(JmhResult.Samples samples) {
        return samples.iterations().stream().map(ForkSamples::new).toList();
    }

    long count() {
        return count;
    }

    /** Not a number if there are none. */
    double mean() {
        return mean;
    }

    double max() {
        return callsByTime.lastKey();
    }

    /**
     * The least time that this share of the calls did not exceed; empty where fewer than ten calls lie beyond it, as in
     * runs.csv, but for the median and the 90th percentile.
     */
    OptionalDouble percentile(double percent) {
        long callsLeast = percent > 99.95 ? 100_000 : percent > 99.5 ? 10_000 : percent > 95 ? 1_000 : 1;
        if (count < callsLeast) {
            return OptionalDouble.empty();
        }
        long rank = Math.max(1, (long) Math.ceil(percent / 100 * count - ROUNDING));
        long seen = 0;
        for (var entry : callsByTime.entrySet()) {
            seen += entry.getValue();
            if (seen >= rank) {
                return OptionalDouble.of(entry.getKey());
            }
        }
        return OptionalDouble.of(callsByTime.lastKey());
    }
}
