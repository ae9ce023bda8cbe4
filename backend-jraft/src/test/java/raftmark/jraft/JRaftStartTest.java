package raftmark.jraft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcRequests;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.RpcFactoryHelper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.ReadLevel;
import raftmark.server.Ports;

/** What starting takes, what it refuses, and what closing leaves. */
class JRaftStartTest {
    @TempDir
    Path directory;

    @Test
    void isFoundByServiceLoader() {
        assertThat(ServiceLoader.load(RaftBackend.class).stream()
                        .map(provider -> provider.get().name()))
                .contains("jraft");
    }

    @Test
    void malformedOptionsAreNamed() throws IOException {
        for (Map.Entry<String, String> bad : Map.of(
                        "applyBatch", "many",
                        "disruptorBufferSize", "1000",
                        "enableMetrics", "yes",
                        "logStorage", "tape")
                .entrySet()) {
            TestCluster cluster = new TestCluster(directory, 1, Map.of(bad.getKey(), bad.getValue()));
            assertThatThrownBy(() -> cluster.start(new NodeId("n1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bad.getKey() + "=" + bad.getValue())
                    .hasMessageContaining("expected");
        }
        TestCluster cluster = new TestCluster(directory, 1, Map.of("nonsense", "1"));
        assertThatThrownBy(() -> cluster.start(new NodeId("n1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense")
                .hasMessageContaining("applyBatch");
    }

    @Test
    void defaultsAreAccepted() {
        Capabilities capabilities = new JRaftBackend().capabilities();
        Setting.Values values = Setting.check(capabilities.resolve(Map.of()));
        assertThat(values.bySetting()).hasSize(Setting.values().length);
    }

    @Test
    void refusesTheDirectoryOfAnother() throws Exception {
        NodeId id = new NodeId("n1");
        try (TestCluster cluster = new TestCluster(directory, 1, Map.of())) {
            cluster.start(id);
            cluster.leader();
            cluster.stop(id);
            JRaftBackend backend = new JRaftBackend();
            assertThatThrownBy(() -> backend.start(cluster.config("other", id, cluster.peers()), new Journal()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cluster=jraft-test")
                    .hasMessageContaining("cluster=other");
            Peer peer = cluster.peers().get(0);
            int otherPort = Ports.free(2).stream()
                    .filter(port -> port != peer.raftPort())
                    .findFirst()
                    .orElseThrow();
            Peer moved = new Peer(id, peer.host(), peer.kvPort(), otherPort);
            assertThatThrownBy(() -> backend.start(cluster.config("jraft-test", id, List.of(moved)), new Journal()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("members=");
            Files.delete(directory.resolve("n1").resolve("log").resolve("CURRENT"));
            assertThatThrownBy(() -> cluster.start(id))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("lost its log");
            Files.delete(directory.resolve("n1").resolve("jraft-identity.properties"));
            assertThatThrownBy(() -> cluster.start(id))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("identity");
        }
    }

    @Test
    void refusesToGoOnWithoutItsVote() throws Exception {
        NodeId id = new NodeId("n1");
        try (TestCluster cluster = new TestCluster(directory, 1, Map.of())) {
            cluster.start(id);
            cluster.leader();
            // The mark is made on the apply thread once a leader is seen.
            Path identity = directory.resolve("n1").resolve("jraft-identity.properties");
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.readString(identity).contains("state=voted"));
            cluster.stop(id);
            cluster.start(id);
            cluster.leader();
            cluster.stop(id);
            Files.delete(directory.resolve("n1").resolve("meta").resolve("raft_meta"));
            assertThatThrownBy(() -> cluster.start(id))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("lost its term and vote")
                    .hasMessageContaining("restore the directory");
        }
    }

    @Test
    void whatNobodyCanChangeIsWhatJRaftGets() throws Exception {
        TestCluster cluster = new TestCluster(directory, 1, Map.of());
        NodeConfig config = cluster.config(new NodeId("n1"));
        Members members = Members.of(config);
        NodeOptions options = NodeOptionsFactory.create(
                config,
                Setting.check(new JRaftBackend().capabilities().resolve(Map.of())),
                members,
                new DataDirectory(directory),
                new StateMachineDriver(new Journal(), new Leadership(members)),
                new LogCounts(true));
        assertThat(new JRaftBackend().capabilities().fixedSettings())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "raftOptions.sync",
                                Boolean.toString(options.getRaftOptions().isSync()),
                        "raftOptions.openStatistics",
                                Boolean.toString(options.getRaftOptions().isOpenStatistics()),
                        "nodeOptions.snapshotIntervalSecs", Integer.toString(options.getSnapshotIntervalSecs()),
                        "nodeOptions.disableCli", Boolean.toString(options.isDisableCli())));
        assertThat(options.getRaftOptions().isSyncMeta()).isTrue();
    }

    @Test
    void anyClusterNameWillDo() throws Exception {
        NodeId id = new NodeId("n1");
        TestCluster cluster = new TestCluster(directory, 1, Map.of());
        try (var node = new JRaftBackend().start(cluster.config("7 seas/äöü", id, cluster.peers()), new Journal())) {
            await().atMost(60, TimeUnit.SECONDS).until(() -> node.status().leads());
            node.readBarrier(ReadLevel.READ_INDEX).get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void bindsToTheGivenAddressOnly() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 1, Map.of())) {
            int port = cluster.peers().get(0).raftPort();
            List<InetAddress> others = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .toList();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 2000);
            }
            Assumptions.assumeFalse(others.isEmpty(), "this machine has loopback addresses only");
            for (InetAddress other : others) {
                try (Socket socket = new Socket()) {
                    assertThatThrownBy(() -> socket.connect(new InetSocketAddress(other, port), 2000))
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void aTakenPortIsAClearErrorThatLeavesNothing() throws Exception {
        NodeId id = new NodeId("n1");
        TestCluster cluster = new TestCluster(directory, 1, Map.of());
        int port = cluster.peers().get(0).raftPort();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> cluster.start(id))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
        assertThat(directory.resolve("n1")).doesNotExist();
        cluster.start(id);
        cluster.close();
    }

    @Test
    void closeLeavesNoPortAndOnlySharedThreads() throws Exception {
        List<String> names = new ArrayList<>();
        TestCluster cluster = TestCluster.started(directory, 3, Map.of());
        try (cluster) {
            NodeId leader = cluster.leader();
            cluster.submit(leader, "a");
            cluster.node(cluster.followers().get(0))
                    .readBarrier(ReadLevel.READ_INDEX)
                    .get(60, TimeUnit.SECONDS);
            names.addAll(liveThreads());
        }
        List<Capabilities.ThreadPool> pools = new JRaftBackend().capabilities().threadPools();
        for (Capabilities.ThreadPool pool : pools) {
            if (!pool.name().equals("jraft-closure")) {
                assertThat(names)
                        .as(pool.name())
                        .anyMatch(Pattern.compile(pool.threadNamePattern()).asPredicate());
            }
        }
        List<Pattern> shared = pools.stream()
                .filter(pool -> pool.meaning().contains("stay"))
                .map(pool -> Pattern.compile(pool.threadNamePattern()))
                .toList();
        List<Pattern> own = pools.stream()
                .filter(pool -> !pool.meaning().contains("stay"))
                .map(pool -> Pattern.compile(pool.threadNamePattern()))
                .toList();
        assertThat(shared).isNotEmpty();
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(liveThreads())
                        .noneMatch(name -> own.stream()
                                .anyMatch(pattern -> pattern.matcher(name).find())));
        for (Peer peer : cluster.peers()) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress("127.0.0.1", peer.raftPort()));
                assertThat(socket.isBound()).isTrue();
            }
        }
    }

    /** JRaft ends the thread of a leader with the leader's connection only if that has brought entries, and here it has not. */
    @Test
    void closeEndsTheThreadOfALeaderThatSentOnlyHeartbeats() throws Exception {
        String thread = "-> 127.0.0.1:1]-AppendEntriesThread";
        try (TestCluster cluster = TestCluster.started(directory, 1, Map.of())) {
            cluster.leader();
            Peer peer = cluster.peers().get(0);
            RpcClient client = RpcFactoryHelper.rpcFactory().createRpcClient();
            client.init(new RpcOptions());
            try {
                Object reply = client.invokeSync(
                        new Endpoint("127.0.0.1", peer.raftPort()),
                        RpcRequests.AppendEntriesRequest.newBuilder()
                                .setGroupId("jraft-test")
                                .setServerId("127.0.0.1:1")
                                .setPeerId("127.0.0.1:" + peer.raftPort())
                                .setTerm(0)
                                .setPrevLogTerm(0)
                                .setPrevLogIndex(0)
                                .setCommittedIndex(0)
                                .build(),
                        60_000);
                assertThat(((RpcRequests.AppendEntriesResponse) reply).getSuccess())
                        .isFalse();
            } finally {
                client.shutdown();
            }
            assertThat(liveThreads()).anyMatch(name -> name.contains(thread));
        }
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(liveThreads()).noneMatch(name -> name.contains(thread)));
    }

    private static Set<String> liveThreads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }
}
