package raftmark.jraft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.NodeId;

/** Hands leadership over (Raft thesis, section 3.10), and waits until this node has seen the target lead. */
record LeaderTransfer(
        Node node, Members members, Leadership leadership, ScheduledExecutorService timer, Duration limit) {
    CompletableFuture<Void> to(NodeId target) {
        if (!members.peerIds().containsKey(target)) {
            return CompletableFuture.failedFuture(new IllegalArgumentException(
                    "no member " + target + " among " + members.peerIds().keySet()));
        }
        if (!node.isLeader(false) || !leadership.selfIsReady()) {
            return CompletableFuture.failedFuture(leadership.refusal());
        }
        Status status = node.transferLeadershipTo(members.peerId(target));
        if (status.isOk()) {
            return leadership.await(target, limit, timer);
        }
        return CompletableFuture.failedFuture(
                status.getRaftError() == RaftError.EBUSY
                        ? new BusyException("JRaft is busy: " + status.getErrorMsg())
                        : leadership.refusal());
    }
}
