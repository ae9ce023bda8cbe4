package raftmark.jraft;

import com.alipay.sofa.jraft.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import raftmark.kv.spi.BackendLog;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.spi.ReplicatedStateMachine;

/**
 * SOFA-JRaft 1.4.1.
 *
 * <p>A node listens on {@link NodeConfig#bindHost()} alone. Its log is RocksDB with a synced write-ahead log, in which up to 256 KiB of
 * entries share one fsync; term and vote are forced to their own file. Members are known by address, so a node must come back under the
 * address that it had. The log up to a snapshot is dropped when the next snapshot is taken.
 *
 * <p>Some of JRaft's pools belong to the JVM and not to a node: Bolt's event loops, and the closure pools, whose size only the
 * system properties {@code jraft.closure.threadpool.size.min} and {@code .max} set, before the first node starts. They are no backend
 * options for that reason, and their threads stay when the last node is closed.
 */
public final class JRaftBackend implements RaftBackend {
    private static final Capabilities CAPABILITIES = new Capabilities(
            "SOFA-JRaft " + libraryVersion(),
            EnumSet.allOf(ReadLevel.class),
            EnumSet.of(ReadLevel.LOCAL, ReadLevel.LEASE, ReadLevel.READ_INDEX),
            Map.of(
                    ReadLevel.LEASE,
                    "trusts that no server's clock runs faster than another's by more than a tenth (leaderLeaseTimeRatio);"
                            + " without a valid lease JRaft asks a quorum, as READ_INDEX does"),
            Setting.options(),
            NodeOptionsFactory.FIXED,
            ThreadPools.all(),
            true);

    /** The version that is there, from JRaft's own jar. */
    private static String libraryVersion() {
        Properties built = new Properties();
        try (InputStream in =
                Node.class.getResourceAsStream("/META-INF/maven/com.alipay.sofa/jraft-core/pom.properties")) {
            if (in != null) {
                built.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("JRaft's pom.properties cannot be read", e);
        }
        return built.getProperty("version", "of unknown version");
    }

    @Override
    public String name() {
        return "jraft";
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public RaftNode start(NodeConfig config, ReplicatedStateMachine machine) throws IOException {
        BoltLogging.toSlf4j();
        Setting.Values settings = Setting.check(CAPABILITIES.resolve(config.options()));
        return JRaftNode.start(config, settings, machine);
    }

    @Override
    public Optional<BackendLog> openLog(Path directory, Map<String, String> options) throws IOException {
        return Optional.of(JRaftLog.open(directory, Setting.check(CAPABILITIES.resolve(options))));
    }
}
