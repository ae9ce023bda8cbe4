package raftmark.kv.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a backend needs to start one node.
 *
 * @param clusterId name of the Raft group: the same on all servers, different between clusters
 * @param self this node, one of {@code peers}
 * @param peers all voting members, in the same order on every server
 * @param dataDirectory where log, vote and snapshots lie; this node's alone
 * @param bindHost address that listeners bind to
 * @param electionTimeoutMin lower end of the randomised election timeout
 * @param electionTimeoutMax upper end of it
 * @param options backend options as given, unresolved; see {@link Capabilities#resolve}
 */
public record NodeConfig(
        String clusterId,
        NodeId self,
        List<Peer> peers,
        Path dataDirectory,
        String bindHost,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        Map<String, String> options) {
    /** The election timeout that all backends are compared under. */
    public static final Duration ELECTION_TIMEOUT_MIN = Duration.ofSeconds(1);

    /** See {@link #ELECTION_TIMEOUT_MIN}. */
    public static final Duration ELECTION_TIMEOUT_MAX = Duration.ofSeconds(2);

    /** @throws IllegalArgumentException if a name is empty, ids or addresses repeat, {@code self} is no peer, or the timeouts are not ordered */
    public NodeConfig {
        peers = List.copyOf(peers);
        options = Map.copyOf(options);
        if (clusterId.isBlank()) {
            throw new IllegalArgumentException("clusterId is empty");
        }
        if (bindHost.isBlank()) {
            throw new IllegalArgumentException("bindHost is empty: use 127.0.0.1, or 0.0.0.0 for all interfaces");
        }
        Set<NodeId> ids = new HashSet<>();
        Set<String> endpoints = new HashSet<>();
        for (Peer peer : peers) {
            if (!ids.add(peer.id())) {
                throw new IllegalArgumentException("peers: the id " + peer.id() + " is there twice");
            }
            if (!endpoints.add(peer.kvEndpoint()) || !endpoints.add(peer.raftEndpoint())) {
                throw new IllegalArgumentException("peers: an address of " + peer.id() + " is used twice: "
                        + peer.kvEndpoint() + ", " + peer.raftEndpoint());
            }
        }
        if (!ids.contains(self)) {
            throw new IllegalArgumentException("self " + self + " is not among the peers " + ids);
        }
        if (electionTimeoutMin.isNegative()
                || electionTimeoutMin.isZero()
                || electionTimeoutMax.compareTo(electionTimeoutMin) < 0) {
            throw new IllegalArgumentException("election timeout " + electionTimeoutMin + " to " + electionTimeoutMax
                    + " is not a positive range");
        }
    }

    /** This node's own addresses. */
    public Peer selfPeer() {
        return peer(self);
    }

    /** @throws IllegalArgumentException if no peer has this id */
    public Peer peer(NodeId id) {
        for (Peer peer : peers) {
            if (peer.id().equals(id)) {
                return peer;
            }
        }
        throw new IllegalArgumentException("no peer " + id + " among " + peers);
    }
}
