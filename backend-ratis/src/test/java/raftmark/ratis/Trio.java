package raftmark.ratis;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftNode;
import raftmark.server.Ports;

/** Three nodes in this JVM. */
final class Trio implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final List<Peer> peers;
    final Map<NodeId, RaftNode> nodes = new LinkedHashMap<>();
    final Map<NodeId, JournalMachine> machines = new LinkedHashMap<>();
    private final Path directory;
    private final Map<String, String> options;
    private final Duration electionMin;
    private final Duration electionMax;

    Trio(Path directory, Map<String, String> options) throws IOException {
        this(directory, options, NodeConfig.ELECTION_TIMEOUT_MIN, NodeConfig.ELECTION_TIMEOUT_MAX);
    }

    /** A leader without a majority steps down after {@code electionMax}. */
    Trio(Path directory, Map<String, String> options, Duration electionMin, Duration electionMax) throws IOException {
        this.directory = directory;
        this.options = options;
        this.electionMin = electionMin;
        this.electionMax = electionMax;
        this.peers = peers(3);
        for (Peer peer : peers) {
            start(peer.id());
        }
    }

    static List<Peer> peers(int count) {
        List<Integer> ports = Ports.free(2 * count);
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(new Peer(new NodeId("n" + (i + 1)), "127.0.0.1", ports.get(2 * i), ports.get(2 * i + 1)));
        }
        return peers;
    }

    NodeConfig config(NodeId id) {
        return new NodeConfig(
                "trio", id, peers, directory.resolve(id.value()), "127.0.0.1", electionMin, electionMax, options);
    }

    void start(NodeId id) throws IOException {
        JournalMachine machine = new JournalMachine();
        machines.put(id, machine);
        nodes.put(id, new RatisBackend().start(config(id), machine));
    }

    void stop(NodeId id) throws Exception {
        nodes.remove(id).close();
    }

    RaftNode node(NodeId id) {
        RaftNode node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException(id + " does not run");
        }
        return node;
    }

    NodeId leader() {
        await().atMost(PATIENCE)
                .until(() ->
                        nodes.values().stream().anyMatch(node -> node.status().leads()));
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue().status().leads())
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** A running node that does not lead and knows who does. */
    NodeId follower() {
        NodeId leader = leader();
        NodeId follower = nodes.keySet().stream()
                .filter(id -> !id.equals(leader))
                .findFirst()
                .orElseThrow();
        await().atMost(PATIENCE)
                .until(() -> leader.equals(node(follower).status().leader()));
        return follower;
    }

    /** Submits at the leader and answers the reply. */
    String submit(String command) throws Exception {
        ByteBuffer reply = node(leader()).submit(bytes(command)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return StandardCharsets.UTF_8.decode(reply).toString();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Closes all at once: each waits two seconds for its event loops. */
    @Override
    public void close() {
        List<CompletableFuture<Void>> closing = nodes.values().stream()
                .map(node -> CompletableFuture.runAsync(() -> closeUnchecked(node), task -> new Thread(task).start()))
                .toList();
        closing.forEach(CompletableFuture::join);
        nodes.clear();
    }

    private static void closeUnchecked(RaftNode node) {
        try {
            node.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
