package raftmark.bench.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import raftmark.kv.client.AdminClient;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.kv.v1.Role;
import raftmark.kv.v1.StatusResponse;

/** Asks the servers of a cluster for their status until all are ready. Used by one thread. */
final class ReadinessProbe implements AutoCloseable {
    /** Something that must hold while the probe waits. */
    @FunctionalInterface
    interface Condition {
        void check() throws ClusterStartException;
    }

    private static final long POLL_MILLIS = 50;
    private static final int CONNECT_TIMEOUT_MILLIS = 500;
    private static final Duration STATUS_DEADLINE = Duration.ofSeconds(2);

    private final List<Peer> peers;
    private final Map<NodeId, AdminClient> clients = new HashMap<>();
    private final Map<NodeId, String> lastSeen = new LinkedHashMap<>();

    ReadinessProbe(List<Peer> peers) {
        this.peers = peers;
        peers.forEach(peer -> lastSeen.put(peer.id(), "not listening"));
    }

    /** The leader, once every server is ready and one of them leads. */
    Peer await(Duration timeout, Condition condition) throws ClusterStartException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            condition.check();
            Optional<Peer> leader = leaderIfAllReady();
            if (leader.isPresent()) {
                return leader.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new ClusterStartException("no leader accepts writes after " + timeout.toSeconds() + " s: "
                        + lastSeen.entrySet().stream()
                                .map(seen -> seen.getKey() + " " + seen.getValue())
                                .collect(Collectors.joining(", ")));
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private Optional<Peer> leaderIfAllReady() {
        Peer leader = null;
        for (Peer peer : peers) {
            Optional<StatusResponse> status = status(peer);
            if (status.isEmpty() || !status.get().getReady()) {
                return Optional.empty();
            }
            if (status.get().getRole() == Role.LEADER && leader == null) {
                leader = peer;
            }
        }
        return Optional.ofNullable(leader);
    }

    private Optional<StatusResponse> status(Peer peer) {
        try {
            AdminClient client = clients.get(peer.id());
            if (client == null) {
                // gRPC waits a second after a refused connection: knock first, and let it connect when somebody is
                // there.
                knock(peer);
                client = new AdminClient(peer.kvEndpoint());
                clients.put(peer.id(), client);
            }
            StatusResponse status = client.role(STATUS_DEADLINE);
            lastSeen.put(
                    peer.id(),
                    status.getRole() + " in term " + status.getTerm()
                            + (status.getReady() ? ", ready" : ", not ready"));
            return Optional.of(status);
        } catch (IOException | RuntimeException e) {
            lastSeen.put(peer.id(), e instanceof IOException ? "not listening" : String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static void knock(Peer peer) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(peer.host(), peer.kvPort()), CONNECT_TIMEOUT_MILLIS);
        }
    }

    @Override
    public void close() {
        clients.values().forEach(AdminClient::close);
    }
}
