package raftmark.ratis;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.TimeDuration;
import raftmark.kv.spi.NodeConfig;

/** A node's configuration in Ratis' terms: what every node of ours has, and the options in force. */
final class RatisProperties {
    /** Beyond such a pause of the JVM a Ratis server closes itself; ours is to come back, however long it slept. */
    private static final TimeDuration CLOSE_AFTER_PAUSE = TimeDuration.valueOf(1, TimeUnit.DAYS);

    /** One to install from, and one that a follower may still be reading. */
    private static final int SNAPSHOTS_KEPT = 2;

    /** What nobody can change: the terms that backends are compared under, and what protects data. */
    static final Map<String, String> FIXED = Map.of(
            // Otherwise every advance of the commit index is one more log entry and one more force.
            RaftServerConfigKeys.Log.LOG_METADATA_ENABLED_KEY, "false",
            // False corrupted appends of followers on 3.2.2.
            RaftServerConfigKeys.Log.APPEND_ENTRIES_COMPOSE_ENABLED_KEY, "true",
            RaftServerConfigKeys.Snapshot.AUTO_TRIGGER_ENABLED_KEY, "false",
            RaftServerConfigKeys.Snapshot.TRIGGER_WHEN_STOP_ENABLED_KEY, "false",
            RaftServerConfigKeys.Snapshot.TRIGGER_WHEN_REMOVE_ENABLED_KEY, "false",
            RaftServerConfigKeys.Snapshot.RETENTION_FILE_NUM_KEY, Integer.toString(SNAPSHOTS_KEPT),
            // A snapshot is asked for to compact the log, so it does: who is behind gets the snapshot.
            RaftServerConfigKeys.Log.PURGE_UPTO_SNAPSHOT_INDEX_KEY, "true",
            RaftServerConfigKeys.Log.PURGE_GAP_KEY, "1",
            RaftServerConfigKeys.Read.OPTION_KEY, RaftServerConfigKeys.Read.Option.LINEARIZABLE.name(),
            RaftServerConfigKeys.Read.LEADER_LEASE_ENABLED_KEY, "false");

    private RatisProperties() {}

    /** What the log alone needs. @param options resolved and checked */
    static RaftProperties ofLog(Map<String, String> options, File storageDirectory) {
        RaftProperties properties = new RaftProperties();
        options.forEach((key, value) -> {
            if (!key.equals(RatisOptions.GRPC_SERVER_EXECUTOR)) {
                properties.set(key, value);
            }
        });
        RaftServerConfigKeys.setStorageDir(properties, List.of(storageDirectory));
        FIXED.forEach(properties::set);
        return properties;
    }

    /** @param options resolved and checked */
    static RaftProperties of(NodeConfig config, Map<String, String> options, File storageDirectory) {
        RaftProperties properties = ofLog(options, storageDirectory);
        RaftServerConfigKeys.setCloseThreshold(properties, CLOSE_AFTER_PAUSE);
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, duration(config.electionTimeoutMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, duration(config.electionTimeoutMax()));
        GrpcConfigKeys.Server.setHost(properties, config.bindHost());
        GrpcConfigKeys.Server.setPort(properties, config.selfPeer().raftPort());
        return properties;
    }

    /** What Ratis takes as objects, not as text. */
    static Parameters parameters(Map<String, String> options) {
        Parameters parameters = new Parameters();
        if (RatisOptions.value(options, RatisOptions.GRPC_SERVER_EXECUTOR).equals("direct")) {
            GrpcConfigKeys.Server.setServicesCustomizer(parameters, (builder, types) -> builder.directExecutor());
        }
        return parameters;
    }

    private static TimeDuration duration(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
