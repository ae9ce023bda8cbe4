package raftmark.ratis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.VersionInfo;
import raftmark.kv.spi.BackendLog;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.Capabilities.ThreadPool;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.spi.ReplicatedStateMachine;

/** Apache Ratis over its gRPC transport. Its one port is bound to {@link NodeConfig#bindHost} only. */
public final class RatisBackend implements RaftBackend {
    static final String NAME = "ratis";

    static final Set<ReadLevel> READ_LEVELS = Set.of(ReadLevel.LOCAL, ReadLevel.READ_INDEX, ReadLevel.LOG_READ);

    private static final String READ_INDEX_CAVEAT =
            "Ratis 3.3.0 can answer a READ_INDEX read from stale state: it skips the round of heartbeats when its commit"
                    + " index was confirmed before, so a leader that was paused and replaced answers with what it knew."
                    + " LOG_READ is the level that keeps its promise";

    private static final List<ThreadPool> THREAD_POOLS = List.of(
            new ThreadPool("ratis-apply", "-StateMachineUpdater$", "applies committed entries and answers; one a node"),
            new ThreadPool("ratis-log", "-SegmentedRaftLogWorker(-flush)?$", "writes and forces the log; one a node"),
            new ThreadPool("ratis-appender", "-LogAppender", "sends entries to one follower each; on the leader"),
            new ThreadPool("ratis-leader", "-LeaderStateImpl", "advances the commit index; on the leader"),
            new ThreadPool("ratis-election", "-(FollowerState|LeaderElection)", "watches for the leader, and votes"),
            new ThreadPool("ratis-server", "-server-thread\\d+$", "finishes appends: raft.server.threadpool.server"),
            new ThreadPool("ratis-client", "-client-thread\\d+$", "Ratis' own client calls, and lost elections"),
            new ThreadPool("ratis-proxy", "-impl-thread\\d+$", "starts and closes: raft.server.threadpool.proxy"),
            new ThreadPool("ratis-request", "-request--thread\\d+$", "answers Ratis' own clients"),
            new ThreadPool(
                    "ratis-grpc-io",
                    "-(boss|server-workers|client-workers)--thread\\d+$",
                    "gRPC event loops between servers"),
            new ThreadPool("ratis-grpc-executor", "grpc-default-executor", "callbacks of gRPC; one pool for the JVM"),
            new ThreadPool(
                    "ratis-timer",
                    "^(timer\\d+$|JvmPauseMonitor)",
                    "timeouts, 8 for the JVM that never end; JVM pauses"),
            new ThreadPool("ratis-cache", "-cacheEviction-AwaitToRun$", "evicts the log's cache; one a node"),
            new ThreadPool("ratis-groups", "-groupManagement$", "adds the group at the start"));

    /** For the service loader. */
    public RatisBackend() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                "Apache Ratis " + VersionInfo.getSoftwareInfoVersion(),
                READ_LEVELS,
                Set.of(ReadLevel.LOCAL, ReadLevel.READ_INDEX),
                Map.of(ReadLevel.READ_INDEX, READ_INDEX_CAVEAT),
                RatisOptions.all(),
                RatisProperties.FIXED,
                THREAD_POOLS,
                true);
    }

    @Override
    public RaftNode start(NodeConfig config, ReplicatedStateMachine machine) throws IOException {
        Map<String, String> options = capabilities().resolve(config.options());
        RatisOptions.check(options);
        checkPort(config);
        keepTheJvm();
        UUID groupUuid = UUID.nameUUIDFromBytes(("raftmark/" + config.clusterId()).getBytes(StandardCharsets.UTF_8));
        RaftGroupId groupId = RaftGroupId.valueOf(groupUuid);
        NodeDirectory directory = new NodeDirectory(config, groupUuid);
        StartupOption startup = directory.open();
        RaftProperties properties =
                RatisProperties.of(config, options, directory.storage().toFile());
        StateMachineAdapter adapter = new StateMachineAdapter(machine);
        RaftServer server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(config.self().value()))
                .setGroup(group(groupId, config))
                .setProperties(properties)
                .setParameters(RatisProperties.parameters(options))
                .setStateMachine(adapter)
                .setOption(startup)
                .build();
        try {
            server.start();
            directory.markFormatted();
            // An entry is the command and some 64 bytes of Ratis' own.
            long commandBytesMax = RatisOptions.sizeBytes(options, RatisOptions.APPENDER_BYTES_MAX) - 1024;
            return new RatisNode(server, groupId, config, adapter, commandBytesMax);
        } catch (IOException | RuntimeException e) {
            RatisNode.closeServer(server, config.self());
            throw new IOException("Ratis server " + config.self() + " did not start: " + e, e);
        }
    }

    @Override
    public Optional<BackendLog> openLog(Path directory, Map<String, String> options) throws IOException {
        Map<String, String> resolved = capabilities().resolve(options);
        RatisOptions.check(resolved);
        keepTheJvm();
        return Optional.of(RatisLog.open(directory, resolved));
    }

    private static RaftGroup group(RaftGroupId groupId, NodeConfig config) {
        List<RaftPeer> peers = config.peers().stream()
                .map(peer -> RaftPeer.newBuilder()
                        .setId(peer.id().value())
                        .setAddress(peer.raftEndpoint())
                        .build())
                .toList();
        return RaftGroup.valueOf(groupId, peers);
    }

    /** Ratis ends the JVM when it cannot bind its port. */
    private static void checkPort(NodeConfig config) throws IOException {
        Peer self = config.selfPeer();
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(config.bindHost()), self.raftPort()));
        } catch (IOException e) {
            throw new IOException(
                    "the Raft port " + config.bindHost() + ":" + self.raftPort() + " of " + self.id()
                            + " cannot be opened: " + e.getMessage(),
                    e);
        }
    }

    /**
     * Ratis ends the JVM on failures, and on any thread's uncaught exception by a handler that it installs for all of the
     * JVM. A library does neither here: a server that fails closes.
     */
    private static void keepTheJvm() {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        ExitUtils.disableSystemExit();
        Thread.setDefaultUncaughtExceptionHandler(handler);
    }
}
