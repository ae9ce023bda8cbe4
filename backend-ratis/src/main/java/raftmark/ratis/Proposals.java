package raftmark.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.spi.RaftFailure;

/**
 * The write path. It calls the division itself, on the caller's thread: the server's own entrance hops to a pool and joins
 * there. Replies complete on Ratis' apply thread.
 *
 * <p>Ratis uses one exception for "refused" and for "lost leadership while pending", and says "resources unavailable"
 * before as well as after it appended. So nothing is concluded from the exception's type: a proposal that did not pass
 * {@link Proposal#enterLog} was not appended, every other one may have been.
 */
final class Proposals {
    private final RaftClientAsynchronousProtocol division;
    private final GroupView view;
    private final GroupClient client;
    private final long commandBytesMax;
    private final Set<Proposal> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Proposals(RaftServer.Division division, GroupView view, GroupClient client, long commandBytesMax) {
        this.division = (RaftClientAsynchronousProtocol) division;
        this.view = view;
        this.client = client;
        this.commandBytesMax = commandBytesMax;
    }

    /**
     * Like {@link raftmark.kv.spi.RaftNode#submit}; a command over the limit, which no option lets the front end make,
     * fails with {@link IllegalArgumentException}.
     */
    CompletableFuture<ByteBuffer> submit(ByteBuffer command) {
        if (closed || !view.leads()) {
            return CompletableFuture.failedFuture(view.notLeader());
        }
        if (command.remaining() > commandBytesMax) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("command of " + command.remaining()
                    + " bytes is over the limit of " + commandBytesMax + ": raise " + RatisOptions.APPENDER_BYTES_MAX));
        }
        Proposal proposal = new Proposal(command);
        pending.add(proposal);
        try {
            var unused = division.submitClientRequestAsync(client.write(proposal))
                    .whenComplete((reply, failure) -> complete(proposal, reply, failure));
        } catch (IOException | RuntimeException e) {
            complete(proposal, null, e);
        }
        if (closed) {
            // Came in between the check above and close(), which may have missed it.
            complete(proposal, null, null);
        }
        return proposal.result();
    }

    /** Proposals that were not answered yet. */
    int pending() {
        return pending.size();
    }

    /** From now on proposals are refused. */
    void refuse() {
        closed = true;
    }

    /** Fails what is pending still; to be called after the server closed. */
    void failPending() {
        for (Proposal proposal : pending) {
            complete(proposal, null, null);
        }
    }

    private void complete(Proposal proposal, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        pending.remove(proposal);
        ByteBuffer answer = proposal.reply();
        if (reply != null && reply.isSuccess() && answer != null) {
            proposal.result().complete(answer);
        } else {
            proposal.result().completeExceptionally(classify(proposal, reply != null ? reply.getException() : failure));
        }
    }

    private RaftFailure classify(Proposal proposal, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!proposal.mayBeInLog() && cause != null) {
            return cause instanceof ResourceUnavailableException
                    ? new BusyException("Ratis has as many writes in flight as raft.server.write.element-limit"
                            + " and .byte-limit allow")
                    : view.notLeader();
        }
        return new MaybeCommittedException(
                cause == null ? "the node was closed while the command was pending" : "Ratis: " + cause, cause);
    }
}
