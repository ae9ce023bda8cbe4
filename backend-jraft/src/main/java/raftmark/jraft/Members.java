package raftmark.jraft;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;

/**
 * The members of the group under both of their names: ours ({@code n1}) and JRaft's, which is the address {@code host:raftPort}.
 *
 * @param groupId JRaft's name of the group
 * @param self this node
 * @param peerIds JRaft's names by ours, in the order of the peers
 */
record Members(String groupId, NodeId self, Map<NodeId, PeerId> peerIds) {
    static Members of(NodeConfig config) {
        Map<NodeId, PeerId> peerIds = new LinkedHashMap<>();
        for (Peer peer : config.peers()) {
            peerIds.put(peer.id(), PeerId.parsePeer(peer.raftEndpoint()));
        }
        return new Members(groupId(config.clusterId()), config.self(), peerIds);
    }

    /** JRaft takes letters, digits, '-' and '_', starting with a letter; other names are spelled in hexadecimal. */
    private static String groupId(String clusterId) {
        return clusterId.matches("[a-zA-Z][a-zA-Z0-9_-]*")
                ? clusterId
                : "hex-" + HexFormat.of().formatHex(clusterId.getBytes(StandardCharsets.UTF_8));
    }

    PeerId selfPeerId() {
        return peerId(self);
    }

    /** @throws IllegalArgumentException if no member has this name */
    PeerId peerId(NodeId id) {
        PeerId peerId = peerIds.get(id);
        if (peerId == null) {
            throw new IllegalArgumentException("no member " + id + " among " + peerIds.keySet());
        }
        return peerId;
    }

    /** Our name of a member, null if there is none or {@code peerId} is. */
    @Nullable
    NodeId nodeId(@Nullable PeerId peerId) {
        if (peerId == null) {
            return null;
        }
        for (Map.Entry<NodeId, PeerId> entry : peerIds.entrySet()) {
            if (entry.getValue().getEndpoint().equals(peerId.getEndpoint())) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** The voting members as JRaft starts an empty group with them. */
    Configuration configuration() {
        return new Configuration(peerIds.values());
    }
}
