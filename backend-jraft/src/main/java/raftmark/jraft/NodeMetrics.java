package raftmark.jraft;

import com.alipay.sofa.jraft.Node;
import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Metric;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import java.util.Map;
import java.util.TreeMap;

/** Counters of this adapter, and JRaft's own metrics where option {@code enableMetrics} is on. */
final class NodeMetrics {
    private static final double NANOS_PER_MICRO = 1_000;

    private NodeMetrics() {}

    static Map<String, Number> of(
            Node node, StateMachineDriver driver, LogCounts log, Proposals proposals, ReadBarriers reads) {
        Map<String, Number> metrics = new TreeMap<>();
        log.into(metrics);
        metrics.put("proposals_count", proposals.submitted());
        metrics.put("proposals_in_flight", proposals.inFlight());
        metrics.put("proposals_refused_count", proposals.refused());
        metrics.put("proposals_maybe_committed_count", proposals.maybeCommitted());
        metrics.put("entries_applied_count", driver.entriesApplied());
        metrics.put("apply_batches_count", driver.applyBatches());
        metrics.put("snapshots_saved_count", driver.snapshotsSaved());
        metrics.put("snapshots_loaded_count", driver.snapshotsLoaded());
        metrics.put("read_indexes_count", reads.asked());
        metrics.put("read_indexes_in_flight", reads.inFlight());
        metrics.put("read_indexes_failed_count", reads.failed());
        metrics.put("read_index_retries_count", reads.retries());
        node.getNodeMetrics().getMetrics().forEach((name, metric) -> add(metrics, name.replace('-', '_'), metric));
        return metrics;
    }

    /** JRaft records latencies in timers, whose values are nanoseconds, and sizes in histograms. */
    private static void add(Map<String, Number> metrics, String name, Metric metric) {
        if (metric instanceof Timer timer) {
            Snapshot snapshot = timer.getSnapshot();
            metrics.put("jraft_" + name + "_count", timer.getCount());
            metrics.put("jraft_" + name + "_mean_micros", snapshot.getMean() / NANOS_PER_MICRO);
            metrics.put("jraft_" + name + "_p99_micros", snapshot.get99thPercentile() / NANOS_PER_MICRO);
        } else if (metric instanceof Histogram histogram) {
            Snapshot snapshot = histogram.getSnapshot();
            metrics.put("jraft_" + name + "_samples_count", histogram.getCount());
            metrics.put("jraft_" + name + "_mean", snapshot.getMean());
            metrics.put("jraft_" + name + "_p99", snapshot.get99thPercentile());
        } else if (metric instanceof Counter counter) {
            metrics.put("jraft_" + name + "_count", counter.getCount());
        } else if (metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number value) {
            metrics.put("jraft_" + name, value);
        }
    }
}
