package raftmark.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftBackend;

/**
 * A whole cluster within this JVM, on free loopback ports: nodes {@code n1}, {@code n2} and so on, the data of each in a
 * directory of its name. May be used from several threads; starting and stopping exclude each other.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final String CLUSTER_ID = "embedded";
    private static final long LEADER_POLL_MILLIS = 10;

    private final EmbeddedClusterConfig config;
    private final RaftBackend backend;
    private final List<Peer> peers;
    private final Map<NodeId, Member> running = new HashMap<>();
    private FrontEndConfig frontEndConfig;

    /** A running server. The front end is null only after building one failed. */
    private record Member(KvNode node, @Nullable FrontEnd frontEnd) {}

    private EmbeddedCluster(EmbeddedClusterConfig config, RaftBackend backend, List<Peer> peers) {
        this.config = config;
        this.backend = backend;
        this.peers = peers;
        this.frontEndConfig = config.frontEnd();
    }

    /**
     * Starts all nodes and their front ends; returns before a leader is elected.
     *
     * @throws IOException if a node or a front end cannot be started; nothing is left running then
     * @throws IllegalArgumentException if the backend or one of its options is unknown
     */
    public static EmbeddedCluster start(EmbeddedClusterConfig config) throws IOException {
        RaftBackend backend = Backends.named(config.backend());
        List<Integer> ports = Ports.free(2 * config.nodes());
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < config.nodes(); i++) {
            peers.add(new Peer(new NodeId("n" + (i + 1)), HOST, ports.get(2 * i), ports.get(2 * i + 1)));
        }
        EmbeddedCluster cluster = new EmbeddedCluster(config, backend, List.copyOf(peers));
        try {
            for (Peer peer : peers) {
                cluster.restart(peer.id());
            }
        } catch (IOException | RuntimeException e) {
            Closing.addSuppressed(e, cluster);
            throw e;
        }
        return cluster;
    }

    /** All servers, running or not. */
    public List<Peer> peers() {
        return peers;
    }

    /** {@code host:port} of every server's key/value service. */
    public List<String> endpoints() {
        return peers.stream().map(Peer::kvEndpoint).toList();
    }

    /** @throws IllegalStateException if it is not running */
    public synchronized KvNode node(NodeId id) {
        return member(id).node();
    }

    /** @throws IllegalStateException if it is not running */
    public synchronized FrontEnd frontEnd(NodeId id) {
        FrontEnd frontEnd = member(id).frontEnd();
        if (frontEnd == null) {
            throw new IllegalStateException("node " + id + " has no front end: building it failed");
        }
        return frontEnd;
    }

    private Member member(NodeId id) {
        Member member = running.get(id);
        if (member == null) {
            throw new IllegalStateException("node " + id + " is not running; running: " + running.keySet());
        }
        return member;
    }

    public synchronized boolean isRunning(NodeId id) {
        return running.containsKey(id);
    }

    /** Closes a server's front end and node, and keeps its data. Does nothing if it is stopped. */
    public synchronized void stop(NodeId id) {
        Member member = running.remove(id);
        if (member != null) {
            Closing.all(resources(List.of(member)));
        }
    }

    /**
     * Starts a stopped server on its own data and ports.
     *
     * @throws IllegalStateException if it is running
     */
    public synchronized void restart(NodeId id) throws IOException {
        if (running.containsKey(id)) {
            throw new IllegalStateException("node " + id + " is running: stop it first");
        }
        KvNode node = KvNode.start(
                backend,
                nodeConfig(id),
                config.limits(),
                frontEndConfig.printOperations() ? System.out::println : null);
        try {
            running.put(id, new Member(node, FrontEnd.start(node, frontEndConfig)));
        } catch (IOException | RuntimeException e) {
            Closing.addSuppressed(e, node);
            throw e;
        }
    }

    private NodeConfig nodeConfig(NodeId id) {
        return new NodeConfig(
                CLUSTER_ID,
                id,
                peers,
                config.dataDirectory().resolve(id.value()),
                HOST,
                NodeConfig.ELECTION_TIMEOUT_MIN,
                NodeConfig.ELECTION_TIMEOUT_MAX,
                config.backendOptions());
    }

    /**
     * Puts other front ends before the running nodes, which keep running: leadership and data stay. Servers that start
     * later get them too.
     */
    public synchronized void rebuildFrontEnds(FrontEndConfig value) throws IOException {
        frontEndConfig = value;
        for (Map.Entry<NodeId, Member> entry : running.entrySet()) {
            Member member = entry.getValue();
            entry.setValue(new Member(member.node(), null));
            if (member.frontEnd() != null) {
                member.frontEnd().close();
            }
            entry.setValue(new Member(member.node(), FrontEnd.start(member.node(), value)));
        }
    }

    /**
     * Waits until a node leads and has committed an empty command.
     *
     * @throws TimeoutException naming what each node sees, if that takes longer
     */
    public Peer awaitLeader(Duration timeout) throws TimeoutException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            for (Peer peer : peers) {
                Member member = memberOrNull(peer.id());
                if (member != null && member.node().raft().status().leads() && commits(member.node(), deadline)) {
                    return peer;
                }
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new TimeoutException("no leader within " + timeout + ": " + views());
            }
            Thread.sleep(LEADER_POLL_MILLIS);
        }
    }

    private synchronized @Nullable Member memberOrNull(NodeId id) {
        return running.get(id);
    }

    private static boolean commits(KvNode node, long deadline) throws InterruptedException {
        try {
            node.raft()
                    .submit(ByteBuffer.allocate(0))
                    .get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private synchronized Map<NodeId, Object> views() {
        Map<NodeId, Object> views = new HashMap<>();
        running.forEach((id, member) -> views.put(id, member.node().raft().status()));
        return views;
    }

    /** Stops every server, each even if another fails to stop. */
    @Override
    public synchronized void close() {
        List<Member> members = List.copyOf(running.values());
        running.clear();
        Closing.all(resources(members));
    }

    /** All front ends before the first node, so that no client's request meets a half-stopped cluster. */
    private static List<AutoCloseable> resources(List<Member> members) {
        List<AutoCloseable> resources = new ArrayList<>();
        for (Member member : members) {
            if (member.frontEnd() != null) {
                resources.add(member.frontEnd());
            }
        }
        members.forEach(member -> resources.add(member.node()));
        return resources;
    }
}
