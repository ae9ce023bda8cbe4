package raftmark.jraft;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import raftmark.kv.spi.Capabilities;

/**
 * A knob of JRaft that {@code --backend-option} turns, under JRaft's own name where it has one. Everything else is fixed: the
 * terms that backends are compared under (fsync of log and vote, election timeout, no periodic snapshots) are no options.
 */
enum Setting {
    DISRUPTOR_BUFFER_SIZE(
            "disruptorBufferSize",
            "16384",
            "entries in each of the node's four ring buffers (a power of two); a full one answers busy",
            powerOfTwo(2, 1 << 20)),
    APPLY_BATCH("applyBatch", "32", "commands that one log append takes at most", within(1, 65_536)),
    MAX_APPEND_BUFFER_SIZE(
            "maxAppendBufferSize",
            "262144",
            "bytes of entries that one fsync of the log takes at most",
            within(1, 1 << 30)),
    MAX_ENTRIES_SIZE("maxEntriesSize", "1024", "entries in one AppendEntries request at most", within(1, 1 << 20)),
    MAX_BODY_SIZE("maxBodySize", "524288", "bytes of entries in one AppendEntries request at most", within(1, 1 << 30)),
    REPLICATOR_PIPELINE(
            "replicatorPipeline",
            "true",
            "send AppendEntries without waiting for the answer to the one before",
            bool()),
    MAX_REPLICATOR_INFLIGHT_MSGS(
            "maxReplicatorInflightMsgs",
            "256",
            "AppendEntries requests in flight to one follower at most; with the pipeline only",
            within(1, 65_536)),
    APPEND_ENTRIES_SEND_THREADS(
            "appendEntriesSendThreads",
            "2",
            "threads that handle answers to AppendEntries; each follower sticks to one",
            within(1, 256)),
    RAFT_RPC_THREAD_POOL_SIZE(
            "raftRpcThreadPoolSize",
            Integer.toString(6 * cpus()),
            "threads that serve votes, read indexes and snapshots for peers (default 6 per CPU)",
            within(1, 1024)),
    RPC_PROCESSOR_THREAD_POOL_SIZE(
            "rpcProcessorThreadPoolSize",
            "80",
            "threads that handle answers to other requests at most; a third of them is kept alive",
            within(3, 1024)),
    TIMER_POOL_SIZE(
            "timerPoolSize",
            Integer.toString(Math.min(20, 3 * cpus())),
            "threads that run heartbeats and block timeouts (default 3 per CPU, at most 20)",
            within(1, 1024)),
    SHARED_TIMERS(
            "sharedTimers",
            "true",
            "run election, vote, step-down and snapshot timers on pools shared by the JVM's nodes; JRaft's own default (false) has a thread for each timer that wakes every millisecond",
            bool()),
    ELECTION_HEARTBEAT_FACTOR(
            "electionHeartbeatFactor", "10", "heartbeats per minimal election timeout", within(2, 100)),
    LEADER_LEASE_TIME_RATIO(
            "leaderLeaseTimeRatio",
            "90",
            "lease of the leader in percent of the minimal election timeout; for LEASE reads",
            within(1, 100)),
    ENABLE_LOG_ENTRY_CHECKSUM(
            "enableLogEntryChecksum", "true", "checksum every entry on disk and between servers", bool()),
    MAX_LOGS_IN_MEMORY_BYTES(
            "maxLogsInMemoryBytes",
            Integer.toString(128 * 1024 * 1024),
            "bytes of entries that wait for disk or apply; beyond them the node answers busy (JRaft's own default is no bound)",
            within(1 << 20, Integer.MAX_VALUE)),
    MAX_BYTE_COUNT_PER_RPC(
            "maxByteCountPerRpc",
            "131072",
            "bytes in one piece of a snapshot sent to a follower",
            within(1024, 1 << 28)),
    DISRUPTOR_PUBLISH_EVENT_WAIT_TIMEOUT_SECS(
            "disruptorPublishEventWaitTimeoutSecs",
            "10",
            "seconds that a ring buffer may be full before the node halts",
            within(1, 3600)),
    ENABLE_METRICS(
            "enableMetrics",
            "false",
            "JRaft's own histograms in the metrics; costs a few percent of throughput",
            bool()),
    LOG_STORAGE(
            "logStorage",
            "rocksdb",
            "rocksdb: entries in RocksDB; segment: those from 4 KiB on in memory-mapped files beside it",
            oneOf("rocksdb", "segment"));

    private final String key;
    private final String defaultValue;
    private final String meaning;
    private final Check check;

    Setting(String key, String defaultValue, String meaning, Check check) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
        this.check = check;
    }

    String key() {
        return key;
    }

    /** All settings as options of the command line. */
    static List<Capabilities.Option> options() {
        List<Capabilities.Option> options = new ArrayList<>();
        for (Setting setting : values()) {
            options.add(new Capabilities.Option(setting.key, setting.defaultValue, setting.meaning));
        }
        return options;
    }

    /**
     * Values of all settings, checked.
     *
     * @param resolved as {@link Capabilities#resolve} gives them
     * @throws IllegalArgumentException naming the key, the value and what is expected
     */
    static Values check(Map<String, String> resolved) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : values()) {
            String value = resolved.getOrDefault(setting.key, setting.defaultValue);
            if (!setting.check.accepts().test(value)) {
                throw new IllegalArgumentException("backend option " + setting.key + "=" + value
                        + " of jraft: expected " + setting.check.expected() + ". It means: " + setting.meaning);
            }
            values.put(setting, value);
        }
        return new Values(values);
    }

    /** A checked value for every setting. */
    record Values(Map<Setting, String> bySetting) {
        Values {
            bySetting = Map.copyOf(bySetting);
        }

        String text(Setting setting) {
            return bySetting.getOrDefault(setting, setting.defaultValue);
        }

        int number(Setting setting) {
            return Integer.parseInt(text(setting));
        }

        boolean flag(Setting setting) {
            return Boolean.parseBoolean(text(setting));
        }
    }

    private record Check(Predicate<String> accepts, String expected) {}

    private static Check within(int min, int max) {
        return new Check(text -> isWithin(text, min, max), "a whole number from " + min + " to " + max);
    }

    private static Check powerOfTwo(int min, int max) {
        return new Check(
                text -> isWithin(text, min, max) && Integer.bitCount(Integer.parseInt(text)) == 1,
                "a power of two from " + min + " to " + max);
    }

    private static Check bool() {
        return oneOf("true", "false");
    }

    private static Check oneOf(String... values) {
        return new Check(List.of(values)::contains, String.join(" or ", values));
    }

    private static boolean isWithin(String text, int min, int max) {
        try {
            int value = Integer.parseInt(text);
            return value >= min && value <= max;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static int cpus() {
        return Runtime.getRuntime().availableProcessors();
    }
}
