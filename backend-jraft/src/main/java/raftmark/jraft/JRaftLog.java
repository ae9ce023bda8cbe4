package raftmark.jraft;

import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.entity.codec.v2.LogEntryV2CodecFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import raftmark.kv.spi.BackendLog;

/**
 * JRaft's log storage by itself. An append is what JRaft's log thread does with a batch ({@code LogManagerImpl.appendToStorage}):
 * checksum and encode each entry, and write them to RocksDB as one batch with one synced write of its write-ahead log. Left out is what
 * comes before: the ring buffer, and the hand-over to that thread.
 */
final class JRaftLog implements BackendLog {
    private static final String GROUP = "log";
    private static final long TERM = 1;

    private final LogStorage storage;
    private final boolean checksums;
    private long lastIndex;

    private JRaftLog(LogStorage storage, boolean checksums) {
        this.storage = storage;
        this.checksums = checksums;
        this.lastIndex = storage.getLastLogIndex();
    }

    static JRaftLog open(Path directory, Setting.Values settings) throws IOException {
        Files.createDirectories(directory);
        LogStorage storage = NodeOptionsFactory.logStorage(directory, settings);
        LogStorageOptions options = new LogStorageOptions();
        options.setGroupId(GROUP);
        options.setConfigurationManager(new ConfigurationManager());
        options.setLogEntryCodecFactory(LogEntryV2CodecFactory.getInstance());
        if (!storage.init(options)) {
            throw new IOException("JRaft's log in " + directory + " cannot be opened; its own log says why");
        }
        return new JRaftLog(storage, settings.flag(Setting.ENABLE_LOG_ENTRY_CHECKSUM));
    }

    @Override
    public void append(List<ByteBuffer> commands) throws IOException {
        List<LogEntry> entries = new ArrayList<>(commands.size());
        for (ByteBuffer command : commands) {
            LogEntry entry = new LogEntry(EntryType.ENTRY_TYPE_DATA);
            entry.setId(new LogId(lastIndex + 1 + entries.size(), TERM));
            entry.setData(command.duplicate());
            if (checksums) {
                entry.setChecksum(entry.checksum());
            }
            entries.add(entry);
        }
        int appended = storage.appendEntries(entries);
        lastIndex += appended;
        if (appended != entries.size()) {
            throw new IOException("JRaft's log took " + appended + " of " + entries.size() + " entries");
        }
    }

    @Override
    public long entryCount() {
        return lastIndex;
    }

    @Override
    public void close() {
        storage.shutdown();
    }
}
