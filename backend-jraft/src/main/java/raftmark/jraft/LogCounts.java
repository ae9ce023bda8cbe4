package raftmark.jraft;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import raftmark.kv.spi.LogMetrics;

/** What a node has written to its log. Written by the log's thread, read by any. */
final class LogCounts {
    private final LongAdder entries = new LongAdder();
    private final LongAdder appends = new LongAdder();
    private final boolean oneForceAnAppend;

    /** @param oneForceAnAppend whether the log forces once for each append, as RocksDB does with a synced write */
    LogCounts(boolean oneForceAnAppend) {
        this.oneForceAnAppend = oneForceAnAppend;
    }

    void appended(int count) {
        appends.increment();
        entries.add(count);
    }

    void into(Map<String, Number> metrics) {
        metrics.put(LogMetrics.ENTRIES, entries.sum());
        metrics.put(LogMetrics.APPENDS, appends.sum());
        if (oneForceAnAppend) {
            metrics.put(LogMetrics.FORCES, appends.sum());
        }
    }
}
