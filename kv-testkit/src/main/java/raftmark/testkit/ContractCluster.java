package raftmark.testkit;

import static org.assertj.core.api.Assertions.fail;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import raftmark.kv.client.AdminClient;
import raftmark.kv.client.Channels;
import raftmark.kv.client.KvClient;
import raftmark.kv.client.KvClientException;
import raftmark.kv.machine.MapDigest;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.server.EmbeddedCluster;
import raftmark.server.EmbeddedClusterConfig;

/** A three-node cluster under test, with a connection to each of its servers. */
public final class ContractCluster implements AutoCloseable {
    /** Long enough for elections on a machine that is busy with other things. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration CALL_DEADLINE = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 50;

    private final EmbeddedCluster cluster;
    private final Map<NodeId, ManagedChannel> channels = new LinkedHashMap<>();

    private ContractCluster(EmbeddedCluster cluster) {
        this.cluster = cluster;
        cluster.peers().forEach(peer -> channels.put(peer.id(), Channels.open(peer.kvEndpoint())));
    }

    static ContractCluster start(EmbeddedClusterConfig config) throws IOException {
        return new ContractCluster(EmbeddedCluster.start(config));
    }

    public EmbeddedCluster embedded() {
        return cluster;
    }

    public List<Peer> peers() {
        return cluster.peers();
    }

    /** The node that leads and accepts writes; waits for one. */
    public Peer leader() {
        try {
            return cluster.awaitLeader(PATIENCE);
        } catch (TimeoutException e) {
            return fail(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted while waiting for a leader", e);
        }
    }

    /** The others, once somebody leads and those of them that run know who. */
    public List<Peer> followers() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            Peer leader = leader();
            List<Peer> followers =
                    peers().stream().filter(peer -> !peer.equals(leader)).toList();
            if (followers.stream().allMatch(peer -> knows(peer, leader))) {
                return followers;
            }
            pause();
        } while (System.nanoTime() < deadline);
        return fail("not every follower knew the leader within " + PATIENCE + "; " + describe());
    }

    private boolean knows(Peer peer, Peer leader) {
        return !cluster.isRunning(peer.id())
                || leader.id().equals(cluster.node(peer.id()).raft().status().leader());
    }

    /** The service of one server, without retries; each stub is good for one call, since its deadline runs. */
    public KeyValueGrpc.KeyValueBlockingStub at(Peer peer) {
        return KeyValueGrpc.newBlockingStub(channel(peer))
                .withWaitForReady()
                .withDeadlineAfter(CALL_DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    }

    ManagedChannel channel(Peer peer) {
        ManagedChannel channel = channels.get(peer.id());
        if (channel == null) {
            throw new IllegalArgumentException("no such server: " + peer);
        }
        // A server that was restarted is to be found at once.
        channel.resetConnectBackoff();
        return channel;
    }

    /** A client of all servers that retries for as long as {@link #PATIENCE}. */
    public KvClient client() {
        return KvClient.builder(cluster.endpoints()).timeout(PATIENCE).build();
    }

    /** A client of one server only. */
    public KvClient clientOf(Peer peer) {
        return KvClient.builder(List.of(peer.kvEndpoint())).timeout(PATIENCE).build();
    }

    /** Repeats a call under a request id, or a read, until a server answers it. */
    public <T> T untilAnswered(String what, Supplier<T> call) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (StatusRuntimeException e) {
                boolean mayPass = switch (e.getStatus().getCode()) {
                    case UNAVAILABLE, ABORTED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED -> true;
                    default -> false;
                };
                if (!mayPass || System.nanoTime() > deadline) {
                    return fail(what + " was not answered, last: " + e.getStatus() + "; " + describe(), e);
                }
                pause();
            }
        }
    }

    /** Who led, and who leads instead. */
    public record Transfer(Peer from, Peer to) {}

    /** Makes another node lead. */
    public Transfer transferLeadership() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing tried";
        while (System.nanoTime() < deadline) {
            Peer from = leader();
            Peer to = followers().get(0);
            if (to.equals(from)) {
                continue;
            }
            try (AdminClient admin = new AdminClient(from.kvEndpoint())) {
                admin.transferLeader(to.id().value(), CALL_DEADLINE);
                return new Transfer(from, leader());
            } catch (KvClientException e) {
                last = e.getMessage();
                pause();
            }
        }
        return fail("leadership could not be handed over within " + PATIENCE + ", last: " + last + "; " + describe());
    }

    /** Makes one server write a snapshot. */
    public void snapshot(Peer peer) {
        try (AdminClient admin = new AdminClient(peer.kvEndpoint())) {
            admin.snapshot(PATIENCE);
        }
    }

    public void stop(Peer peer) {
        cluster.stop(peer.id());
    }

    public void restart(Peer peer) {
        try {
            cluster.restart(peer.id());
        } catch (IOException e) {
            fail("node " + peer.id() + " did not come back on its own data", e);
        }
    }

    /** Waits until all nodes run and hold the same map; fails saying what each holds. */
    public MapDigest awaitSameMap() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            List<MapDigest> digests = digests();
            if (digests.stream().distinct().count() == 1) {
                return digests.get(0);
            }
            pause();
        }
        return fail("the maps differ after " + PATIENCE + ": " + describe());
    }

    private List<MapDigest> digests() {
        List<MapDigest> digests = new ArrayList<>();
        for (Peer peer : peers()) {
            digests.add(cluster.node(peer.id()).machine().digest());
        }
        return digests;
    }

    /** What each node takes itself for, and holds: for failure messages. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        for (Peer peer : peers()) {
            text.append("\n  ").append(peer.id()).append(": ");
            if (cluster.isRunning(peer.id())) {
                text.append(cluster.node(peer.id()).raft().status())
                        .append(", ")
                        .append(cluster.node(peer.id()).machine().digest());
            } else {
                text.append("stopped");
            }
        }
        return text.toString();
    }

    static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted", e);
        }
    }

    static EmbeddedClusterConfig config(String backend, Path directory) {
        return EmbeddedClusterConfig.of(backend, directory);
    }

    @Override
    public void close() {
        Channels.close(channels.values());
        cluster.close();
    }
}
