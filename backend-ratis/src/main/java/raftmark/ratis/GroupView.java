package raftmark.ratis;

import java.util.Map;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NodeStatus;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.spi.Peer;

/** What the local server knows of its group, now. */
final class GroupView {
    private final RaftServer.Division division;
    private final NodeId self;
    private final Map<RaftPeerId, NodeId> members;

    GroupView(RaftServer.Division division, NodeConfig config) {
        this.division = division;
        this.self = config.self();
        this.members = config.peers().stream()
                .map(Peer::id)
                .collect(Collectors.toUnmodifiableMap(id -> RaftPeerId.valueOf(id.value()), id -> id));
    }

    /** Whether a write would be taken. */
    boolean leads() {
        DivisionInfo info = division.getInfo();
        return info.isAlive() && info.isLeader() && info.isLeaderReady();
    }

    /** The leader as far as known, null if unknown. */
    @Nullable
    NodeId leader() {
        RaftPeerId leader = division.getInfo().getLeaderId();
        return leader == null ? null : members.get(leader);
    }

    /** "Not here", with a hint that is never this node. */
    NotLeaderException notLeader() {
        NodeId leader = leader();
        return new NotLeaderException(self.equals(leader) ? null : leader);
    }

    NodeStatus status() {
        DivisionInfo info = division.getInfo();
        NodeStatus.Role role = switch (info.getCurrentRole()) {
            case LEADER -> NodeStatus.Role.LEADER;
            case CANDIDATE -> NodeStatus.Role.CANDIDATE;
            default -> NodeStatus.Role.FOLLOWER;
        };
        NodeId leader = leader();
        boolean ready = info.isAlive() && (role == NodeStatus.Role.LEADER ? info.isLeaderReady() : leader != null);
        return new NodeStatus(
                role,
                ready,
                info.getCurrentTerm(),
                leader,
                Math.max(0, division.getRaftLog().getLastCommittedIndex()),
                Math.max(0, info.getLastAppliedIndex()));
    }
}
