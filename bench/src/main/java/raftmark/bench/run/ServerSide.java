package raftmark.bench.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import raftmark.bench.cluster.ServerSample;
import raftmark.bench.cluster.StageHistograms;
import raftmark.bench.result.Attribution;
import raftmark.kv.spi.LogMetrics;
import raftmark.kv.v1.StatsResponse;
import raftmark.server.Stage;

/**
 * What the servers' own counters say of a measured window. Ratios (operations a write) and times need no scaling; amounts are of the time between
 * the samples and are scaled to the window. Servers in one process share its counters, so there the leader's are taken for all.
 *
 * @param before samples just before the window
 * @param during samples within it and just after it, for what has a maximum
 * @param after samples just after it
 * @param leader endpoint of the leader
 * @param sharedProcess whether all servers share a process with the load generator
 */
record ServerSide(
        List<ServerSample> before,
        List<List<ServerSample>> during,
        List<ServerSample> after,
        String leader,
        boolean sharedProcess) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** @throws IOException if a server's histogram cannot be read */
    Attribution over(double durationSeconds) throws IOException {
        ServerSample first = find(before, leader);
        ServerSample last = find(after, leader);
        if (first == null || last == null) {
            return Attribution.NONE;
        }
        Map<Stage, Histogram> stages = StageHistograms.between(first.stats(), last.stats());
        stages.values().removeIf(histogram -> histogram.getTotalCount() == 0);
        double entries = last.libraryCount(LogMetrics.ENTRIES) - first.libraryCount(LogMetrics.ENTRIES);
        return new Attribution(
                stages,
                per(entries, last.libraryCount(LogMetrics.APPENDS) - first.libraryCount(LogMetrics.APPENDS)),
                per(entries, last.libraryCount(LogMetrics.FORCES) - first.libraryCount(LogMetrics.FORCES)),
                total(durationSeconds, StatsResponse::getGcSeconds),
                total(
                        durationSeconds,
                        stats -> stats.hasStorageWrittenBytes() ? stats.getStorageWrittenBytes() : Double.NaN),
                sharedProcess ? OptionalDouble.empty() : residentMax(),
                threadsMax());
    }

    /** Of all processes, scaled to the window; empty if one of them lacks it. */
    OptionalDouble total(double durationSeconds, ToDoubleFunction<StatsResponse> counter) {
        double sum = 0;
        for (ServerSample sample : after) {
            ServerSample first = find(before, sample.endpoint());
            if (first == null) {
                return OptionalDouble.empty();
            }
            if (!sharedProcess || sample.endpoint().equals(leader)) {
                double seconds = (sample.takenNanos() - first.takenNanos()) / NANOS_PER_SECOND;
                sum += (counter.applyAsDouble(sample.stats()) - counter.applyAsDouble(first.stats()))
                        * durationSeconds
                        / seconds;
            }
        }
        return Double.isNaN(sum) ? OptionalDouble.empty() : OptionalDouble.of(sum);
    }

    private OptionalDouble residentMax() {
        return during.stream()
                .flatMap(List::stream)
                .filter(sample -> sample.endpoint().equals(leader))
                .mapToDouble(sample -> sample.stats().getResidentBytes())
                .filter(bytes -> bytes > 0)
                .max();
    }

    private TreeMap<String, Integer> threadsMax() {
        TreeMap<String, Integer> most = new TreeMap<>();
        during.stream()
                .flatMap(List::stream)
                .filter(sample -> sample.endpoint().equals(leader))
                .forEach(sample ->
                        sample.stats().getLiveThreadsMap().forEach((pool, live) -> most.merge(pool, live, Math::max)));
        return most;
    }

    private static OptionalDouble per(double operations, double times) {
        return times > 0 && operations >= 0 ? OptionalDouble.of(operations / times) : OptionalDouble.empty();
    }

    private static @org.jspecify.annotations.Nullable ServerSample find(List<ServerSample> samples, String endpoint) {
        return samples.stream()
                .filter(sample -> sample.endpoint().equals(endpoint))
                .findFirst()
                .orElse(null);
    }
}
