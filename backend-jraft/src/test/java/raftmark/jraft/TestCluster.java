package raftmark.jraft;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftNode;
import raftmark.server.Ports;

/** Nodes of one group within this JVM, on free ports of 127.0.0.1. */
final class TestCluster implements AutoCloseable {
    /** Longer than a machine may stall: tests hold on to one leader. */
    private static final Duration ELECTION_MIN = Duration.ofSeconds(2);

    private static final Duration ELECTION_MAX = Duration.ofSeconds(4);

    private final JRaftBackend backend = new JRaftBackend();
    private final Path directory;
    private final Map<String, String> options;
    private final Duration electionMin;
    private final Duration electionMax;
    private final List<Peer> peers = new ArrayList<>();
    private final Map<NodeId, RaftNode> nodes = new LinkedHashMap<>();
    private final Map<NodeId, Journal> journals = new LinkedHashMap<>();

    TestCluster(Path directory, int size, Map<String, String> options) {
        this(directory, size, options, ELECTION_MIN, ELECTION_MAX);
    }

    private TestCluster(
            Path directory, int size, Map<String, String> options, Duration electionMin, Duration electionMax) {
        this.directory = directory;
        this.options = options;
        this.electionMin = electionMin;
        this.electionMax = electionMax;
        List<Integer> ports = Ports.free(2 * size);
        for (int i = 0; i < size; i++) {
            peers.add(new Peer(new NodeId("n" + (i + 1)), "127.0.0.1", ports.get(2 * i), ports.get(2 * i + 1)));
        }
    }

    static TestCluster started(Path directory, int size, Map<String, String> options) throws IOException {
        return started(new TestCluster(directory, size, options));
    }

    /** A leader without a majority steps down after {@code electionMin}. */
    static TestCluster started(
            Path directory, int size, Map<String, String> options, Duration electionMin, Duration electionMax)
            throws IOException {
        return started(new TestCluster(directory, size, options, electionMin, electionMax));
    }

    private static TestCluster started(TestCluster cluster) throws IOException {
        for (Peer peer : cluster.peers) {
            cluster.start(peer.id());
        }
        return cluster;
    }

    NodeConfig config(NodeId id) {
        return config("jraft-test", id, peers);
    }

    NodeConfig config(String clusterId, NodeId id, List<Peer> members) {
        return new NodeConfig(
                clusterId, id, members, directory.resolve(id.value()), "127.0.0.1", electionMin, electionMax, options);
    }

    /** Starts a node on its directory, with an empty journal. */
    RaftNode start(NodeId id) throws IOException {
        Journal journal = new Journal();
        RaftNode node = backend.start(config(id), journal);
        nodes.put(id, node);
        journals.put(id, journal);
        return node;
    }

    void stop(NodeId id) {
        RaftNode node = nodes.remove(id);
        if (node != null) {
            node.close();
        }
    }

    List<Peer> peers() {
        return List.copyOf(peers);
    }

    List<NodeId> ids() {
        return peers.stream().map(Peer::id).toList();
    }

    RaftNode node(NodeId id) {
        return nodes.get(id);
    }

    Journal journal(NodeId id) {
        return journals.get(id);
    }

    /** Waits until one node leads and all others that run follow it. */
    NodeId leader() {
        return await().atMost(60, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .until(this::agreedLeader, id -> id != null);
    }

    List<NodeId> followers() {
        NodeId leader = leader();
        return nodes.keySet().stream().filter(id -> !id.equals(leader)).toList();
    }

    /** Submits at a node and waits for the reply. */
    String submit(NodeId id, String command) throws Exception {
        ByteBuffer reply = node(id).submit(bytes(command)).get(60, TimeUnit.SECONDS);
        return StandardCharsets.UTF_8.decode(reply).toString();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private NodeId agreedLeader() {
        NodeId leader = null;
        for (Map.Entry<NodeId, RaftNode> entry : nodes.entrySet()) {
            if (entry.getValue().status().leads()) {
                leader = entry.getKey();
            }
        }
        for (RaftNode node : nodes.values()) {
            if (leader == null
                    || !leader.equals(node.status().leader())
                    || !node.status().ready()) {
                return null;
            }
        }
        return leader;
    }

    @Override
    public void close() {
        for (NodeId id : ids()) {
            stop(id);
        }
    }
}
