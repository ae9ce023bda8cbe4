package raftmark.jraft;

import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A log of JRaft's, with a count of what is written to it: JRaft itself tells that only with its own metrics, which cost throughput. */
final class CountedLogStorage implements LogStorage {
    private final LogStorage log;
    private final LogCounts counts;

    CountedLogStorage(LogStorage log, LogCounts counts) {
        this.log = log;
        this.counts = counts;
    }

    @Override
    public boolean appendEntry(LogEntry entry) {
        boolean appended = log.appendEntry(entry);
        if (appended) {
            counts.appended(1);
        }
        return appended;
    }

    @Override
    public int appendEntries(List<LogEntry> entries) {
        int appended = log.appendEntries(entries);
        if (appended > 0) {
            counts.appended(appended);
        }
        return appended;
    }

    @Override
    public boolean init(LogStorageOptions options) {
        return log.init(options);
    }

    @Override
    public void shutdown() {
        log.shutdown();
    }

    @Override
    public long getFirstLogIndex() {
        return log.getFirstLogIndex();
    }

    @Override
    public long getLastLogIndex() {
        return log.getLastLogIndex();
    }

    @Override
    public @Nullable LogEntry getEntry(long index) {
        return log.getEntry(index);
    }

    @Override
    public long getTerm(long index) {
        return log.getTerm(index);
    }

    @Override
    public boolean truncatePrefix(long firstIndexKept) {
        return log.truncatePrefix(firstIndexKept);
    }

    @Override
    public boolean truncateSuffix(long lastIndexKept) {
        return log.truncateSuffix(lastIndexKept);
    }

    @Override
    public boolean reset(long nextLogIndex) {
        return log.reset(nextLogIndex);
    }
}
