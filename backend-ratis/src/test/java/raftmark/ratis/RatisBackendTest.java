package raftmark.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.RaftNode;

class RatisBackendTest {
    private static final NodeId N1 = new NodeId("n1");

    @TempDir
    Path directory;

    @Test
    void isFoundByTheServiceLoaderAndNamesTheLibrary() {
        assertThat(ServiceLoader.load(RaftBackend.class).stream()
                        .map(provider -> provider.get().name()))
                .contains("ratis");
        assertThat(new RatisBackend().capabilities().libraryName()).matches("Apache Ratis 3\\.\\d+\\.\\d+");
    }

    @Test
    void defaultsAreAccepted() {
        RatisOptions.check(new RatisBackend().capabilities().resolve(Map.of()));
    }

    /** Ratis ignores what it does not know, so it is asked what it understood. */
    @Test
    void whatNobodyCanChangeIsWhatRatisReads() throws IOException {
        Map<String, String> options = new RatisBackend().capabilities().resolve(Map.of());
        RaftProperties properties =
                RatisProperties.of(config("c", N1, Trio.peers(1), Map.of()), options, directory.toFile());
        assertThat(RaftServerConfigKeys.Log.logMetadataEnabled(properties)).isFalse();
        assertThat(RaftServerConfigKeys.Log.appendEntriesComposeEnabled(properties))
                .isTrue();
        assertThat(RaftServerConfigKeys.Log.purgeUptoSnapshotIndex(properties)).isTrue();
        assertThat(RaftServerConfigKeys.Log.purgeGap(properties)).isEqualTo(1);
        assertThat(RaftServerConfigKeys.Snapshot.autoTriggerEnabled(properties)).isFalse();
        assertThat(RaftServerConfigKeys.Snapshot.triggerWhenStopEnabled(properties))
                .isFalse();
        assertThat(RaftServerConfigKeys.Snapshot.triggerWhenRemoveEnabled(properties))
                .isFalse();
        assertThat(RaftServerConfigKeys.Snapshot.retentionFileNum(properties)).isEqualTo(2);
        assertThat(RaftServerConfigKeys.Read.option(properties))
                .isEqualTo(RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        assertThat(RaftServerConfigKeys.Read.leaderLeaseEnabled(properties)).isFalse();
        assertThat(new RatisBackend().capabilities().fixedSettings()).hasSize(10);
    }

    @ParameterizedTest
    @CsvSource({
        "raft.server.write.element-limit, 0, whole number",
        "raft.server.write.element-limit, many, whole number",
        "raft.server.threadpool.server.cached, yes, true or false",
        "raft.server.log.segment.size.max, big, a size",
        "raft.server.log.segment.size.max, 1MB, less than",
        "raft.server.log.write.buffer.size, 1MB, less than",
        "raft.grpc.message.size.max, 4MB, less than",
        "raft.server.log.appender.buffer.byte-limit, 64KB, less than",
        "raft.server.log.appender.wait-time.min, -1ms, a duration",
        "raftmark.ratis.grpc-server-executor, mine, shared or direct",
        "raft.server.log.use.memory, true, unknown backend option"
    })
    void malformedOptionsAreRefusedByNameAndValue(String key, String value, String reason) throws IOException {
        List<Peer> peers = Trio.peers(1);
        NodeConfig config = config("c", N1, peers, Map.of(key, value));
        assertThatThrownBy(() -> new RatisBackend().start(config, new JournalMachine()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContaining(reason);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void fixedPoolsNeedThreads() throws IOException {
        NodeConfig config = config("c", N1, Trio.peers(1), Map.of("raft.server.threadpool.server.cached", "false"));
        assertThatThrownBy(() -> new RatisBackend().start(config, new JournalMachine()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("raft.server.threadpool.server.size")
                .hasMessageContaining("at least 1 thread");
    }

    @Test
    void aTakenPortIsAnErrorAndNotTheEndOfTheJvm() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<Peer> peers = List.of(new Peer(N1, "127.0.0.1", 1, taken.getLocalPort()));
            NodeConfig config = config("c", N1, peers, Map.of());
            assertThatThrownBy(() -> new RatisBackend().start(config, new JournalMachine()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aDirectoryServesItsOwnNodeOnly() throws Exception {
        List<Peer> peers = Trio.peers(2);
        try (RaftNode node = new RatisBackend().start(config("c", N1, peers, Map.of()), new JournalMachine())) {
            assertThat(node.status().leads()).isFalse();
        }
        assertThatThrownBy(() -> new RatisBackend().start(config("other", N1, peers, Map.of()), new JournalMachine()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cluster 'c'")
                .hasMessageContaining("'other'");
        NodeConfig asAnother = config("c", new NodeId("n2"), peers, Map.of());
        assertThatThrownBy(() -> new RatisBackend().start(asAnother, new JournalMachine()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("node 'n1'");

        try (Stream<Path> entries = Files.list(directory.resolve("ratis"))) {
            for (Path group : entries.filter(Files::isDirectory).toList()) {
                FileUtils.deleteFully(group);
            }
        }
        assertThatThrownBy(() -> new RatisBackend().start(config("c", N1, peers, Map.of()), new JournalMachine()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("its log is gone");
        Files.delete(directory.resolve("ratis").resolve("raftmark-node.properties"));
        Files.createDirectory(directory.resolve("ratis").resolve("something"));
        assertThatThrownBy(() -> new RatisBackend().start(config("c", N1, peers, Map.of()), new JournalMachine()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unknown whose it is");
    }

    @Test
    void aNodeThatCannotReadItsLogDoesNotStart() throws Exception {
        List<Peer> peers = Trio.peers(2);
        NodeConfig config = config("c", N1, peers, Map.of());
        new RatisBackend().start(config, new JournalMachine()).close();
        try (Stream<Path> files = Files.walk(directory)) {
            Path meta =
                    files.filter(file -> file.endsWith("raft-meta")).findFirst().orElseThrow();
            Files.writeString(meta, "term=not a number");
        }
        assertThatThrownBy(() -> new RatisBackend().start(config, new JournalMachine()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not start");
        try (ServerSocket free = new ServerSocket()) {
            free.bind(new java.net.InetSocketAddress(
                    "127.0.0.1", config.selfPeer().raftPort()));
        }
    }

    private NodeConfig config(String cluster, NodeId self, List<Peer> peers, Map<String, String> options) {
        return new NodeConfig(
                cluster,
                self,
                peers,
                directory,
                "127.0.0.1",
                NodeConfig.ELECTION_TIMEOUT_MIN,
                NodeConfig.ELECTION_TIMEOUT_MAX,
                options);
    }
}
