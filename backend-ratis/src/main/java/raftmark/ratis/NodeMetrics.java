package raftmark.ratis;

import java.util.Map;
import java.util.TreeMap;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import raftmark.kv.spi.LogMetrics;

/**
 * What one node counts: its own figures, and those of Ratis' registries that carry its name. Ratis' names are kept, as in
 * {@code log_worker.syncTime_nanos_sum}, so that its documentation explains them.
 */
final class NodeMetrics {
    /** Ratis writes entry by entry into a buffer, a task each, and forces what is there when its queue is empty. */
    private static final Map<String, String> LOG_METRICS = Map.of(
            LogMetrics.ENTRIES, "log_worker.appendEntryCount_count",
            LogMetrics.APPENDS, "log_worker.writelogExecutionTime_count",
            LogMetrics.FORCES, "log_worker.syncTime_count");

    private final RaftServer.Division division;
    private final Proposals proposals;
    private final RaftPeerId self;

    NodeMetrics(RaftServer.Division division, Proposals proposals, RaftPeerId self) {
        this.division = division;
        this.proposals = proposals;
        this.self = self;
    }

    Map<String, Number> read() {
        Map<String, Number> metrics = new TreeMap<>();
        DivisionInfo info = division.getInfo();
        metrics.put("proposals_pending", proposals.pending());
        metrics.put("log_next_index", division.getRaftLog().getNextIndex());
        metrics.put("log_flush_index", division.getRaftLog().getFlushIndex());
        metrics.put("log_start_index", division.getRaftLog().getStartIndex());
        long[] matchIndexes = info.getFollowerMatchIndices();
        if (matchIndexes != null) {
            for (int i = 0; i < matchIndexes.length; i++) {
                metrics.put("follower_" + i + "_match_index", matchIndexes[i]);
            }
        }
        for (RatisMetricRegistry registry : MetricRegistries.global().getMetricRegistries()) {
            if (registry instanceof CountingRegistry counting && isOurs(counting)) {
                String component = counting.getMetricRegistryInfo().getMetricsComponentName();
                counting.forEach((name, value) -> metrics.put(component + "." + name, value));
            }
        }
        LOG_METRICS.forEach((name, ratisName) -> {
            Number count = metrics.get(ratisName);
            if (count != null) {
                metrics.put(name, count);
            }
        });
        return metrics;
    }

    /** A registry is called after the server ({@code n1}) or its member of a group ({@code n1@group-0123}). */
    private boolean isOurs(CountingRegistry registry) {
        String prefix = registry.getMetricRegistryInfo().getPrefix();
        return prefix.equals(self.toString()) || prefix.startsWith(self + "@");
    }
}
