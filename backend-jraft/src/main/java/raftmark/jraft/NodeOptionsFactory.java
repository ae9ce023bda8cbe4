package raftmark.jraft;

import com.alipay.sofa.jraft.core.DefaultJRaftServiceFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.log.RocksDBSegmentLogStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import raftmark.jraft.Setting.Values;
import raftmark.kv.spi.NodeConfig;

/** JRaft's options: the terms that every backend is compared under, and the settings. */
final class NodeOptionsFactory {
    /** What nobody can change: the terms that backends are compared under. Set below; a test holds both together. */
    static final Map<String, String> FIXED = Map.of(
            "raftOptions.sync", "true",
            "raftOptions.openStatistics", "false",
            "nodeOptions.snapshotIntervalSecs", "0",
            "nodeOptions.disableCli", "true");

    private NodeOptionsFactory() {}

    static NodeOptions create(
            NodeConfig config, Values settings, Members members, DataDirectory directory, StateMachineDriver driver) {
        NodeOptions options = new NodeOptions();
        options.setInitialConf(members.configuration());
        options.setFsm(driver);
        options.setLogUri(directory.log().toString());
        options.setRaftMetaUri(directory.meta().toString());
        options.setSnapshotUri(directory.snapshot().toString());
        options.setElectionTimeoutMs(millis(config.electionTimeoutMin()));
        options.setLeaderLeaseTimeRatio(settings.number(Setting.LEADER_LEASE_TIME_RATIO));
        options.setSnapshotIntervalSecs(0);
        options.setDisableCli(true);
        options.setEnableMetrics(settings.flag(Setting.ENABLE_METRICS));
        options.setRaftRpcThreadPoolSize(settings.number(Setting.RAFT_RPC_THREAD_POOL_SIZE));
        options.setRpcProcessorThreadPoolSize(settings.number(Setting.RPC_PROCESSOR_THREAD_POOL_SIZE));
        options.setTimerPoolSize(settings.number(Setting.TIMER_POOL_SIZE));
        boolean sharedTimers = settings.flag(Setting.SHARED_TIMERS);
        options.setSharedElectionTimer(sharedTimers);
        options.setSharedVoteTimer(sharedTimers);
        options.setSharedStepDownTimer(sharedTimers);
        options.setSharedSnapshotTimer(sharedTimers);
        if (settings.text(Setting.LOG_STORAGE).equals("segment")) {
            options.setServiceFactory(new SegmentLogFactory());
        }
        RaftOptions raftOptions = raftOptions(settings);
        // JRaft draws each timeout from [electionTimeoutMs, electionTimeoutMs + maxElectionDelayMs), which must not be
        // empty.
        raftOptions.setMaxElectionDelayMs(
                Math.max(1, millis(config.electionTimeoutMax()) - millis(config.electionTimeoutMin())));
        options.setRaftOptions(raftOptions);
        return options;
    }

    /** The storage that a node with these settings keeps its entries in, not opened yet. */
    static LogStorage logStorage(Path directory, Values settings) {
        boolean segments = settings.text(Setting.LOG_STORAGE).equals("segment");
        return (segments ? new SegmentLogFactory() : new DefaultJRaftServiceFactory())
                .createLogStorage(directory.toString(), raftOptions(settings));
    }

    private static RaftOptions raftOptions(Values settings) {
        RaftOptions options = new RaftOptions();
        // With sync, LocalRaftMetaStorage forces term and vote too (RaftOptions.isSyncMeta).
        options.setSync(true);
        options.setOpenStatistics(false);
        options.setElectionHeartbeatFactor(settings.number(Setting.ELECTION_HEARTBEAT_FACTOR));
        options.setDisruptorBufferSize(settings.number(Setting.DISRUPTOR_BUFFER_SIZE));
        options.setDisruptorPublishEventWaitTimeoutSecs(
                settings.number(Setting.DISRUPTOR_PUBLISH_EVENT_WAIT_TIMEOUT_SECS));
        options.setApplyBatch(settings.number(Setting.APPLY_BATCH));
        options.setMaxAppendBufferSize(settings.number(Setting.MAX_APPEND_BUFFER_SIZE));
        options.setMaxEntriesSize(settings.number(Setting.MAX_ENTRIES_SIZE));
        options.setMaxBodySize(settings.number(Setting.MAX_BODY_SIZE));
        options.setReplicatorPipeline(settings.flag(Setting.REPLICATOR_PIPELINE));
        options.setMaxReplicatorInflightMsgs(settings.number(Setting.MAX_REPLICATOR_INFLIGHT_MSGS));
        options.setEnableLogEntryChecksum(settings.flag(Setting.ENABLE_LOG_ENTRY_CHECKSUM));
        options.setMaxLogsInMemoryBytes(settings.number(Setting.MAX_LOGS_IN_MEMORY_BYTES));
        options.setMaxByteCountPerRpc(settings.number(Setting.MAX_BYTE_COUNT_PER_RPC));
        return options;
    }

    private static int millis(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }

    private static final class SegmentLogFactory extends DefaultJRaftServiceFactory {
        @Override
        public LogStorage createLogStorage(String uri, RaftOptions raftOptions) {
            return new RocksDBSegmentLogStorage(uri, raftOptions);
        }
    }
}
