package raftmark.ratis;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;

/**
 * Hands the leadership over (Raft thesis, section 3.10). All peers have the same priority, so Ratis lets any of them take
 * it. Writes are refused while it is under way.
 */
final class LeadershipTransfer {
    private final RaftServer server;
    private final GroupView view;
    private final GroupClient client;
    private final NodeConfig config;

    LeadershipTransfer(RaftServer server, GroupView view, GroupClient client, NodeConfig config) {
        this.server = server;
        this.view = view;
        this.client = client;
        this.config = config;
    }

    /** Like {@link raftmark.kv.spi.RaftNode#transferLeadership}; the time allowed is twice the election timeout. */
    CompletableFuture<Void> to(NodeId target) {
        if (config.peers().stream().map(Peer::id).noneMatch(target::equals)) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("no peer " + target + " among "
                    + config.peers().stream().map(Peer::id).toList()));
        }
        if (!view.leads()) {
            return CompletableFuture.failedFuture(view.notLeader());
        }
        Duration allowed = config.electionTimeoutMax().multipliedBy(2);
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            var unused = server.transferLeadershipAsync(
                            client.transferLeadership(RaftPeerId.valueOf(target.value()), allowed.toMillis()))
                    .whenComplete((reply, failure) -> complete(done, target, reply, failure));
        } catch (IOException | RuntimeException e) {
            complete(done, target, null, e);
        }
        return done;
    }

    private void complete(
            CompletableFuture<Void> done, NodeId target, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        if (reply != null && reply.isSuccess()) {
            done.complete(null);
            return;
        }
        Throwable cause = reply != null ? reply.getException() : failure;
        if (cause instanceof NotLeaderException || cause instanceof LeaderNotReadyException) {
            done.completeExceptionally(view.notLeader());
            return;
        }
        TimeoutException timeout = new TimeoutException("leadership was not handed over to " + target + ": " + cause);
        timeout.initCause(cause);
        done.completeExceptionally(timeout);
    }
}
