package raftmark.ratis;

import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NodeStatus;
import raftmark.kv.spi.NotLeaderException;

/** What the local server knows of its group, now. */
final class GroupView {
    private final RaftServer.Division division;
    private final NodeId self;

    GroupView(RaftServer.Division division, NodeId self) {
        this.division = division;
        this.self = self;
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
        return leader == null ? null : new NodeId(leader.toString());
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
