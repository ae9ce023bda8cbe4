package raftmark.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.ReadException;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.RaftFailure;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.spi.UnsupportedReadLevelException;

/**
 * The read path (Raft thesis, section 6.4).
 *
 * <p>LEASE is left out. Ratis' lease is a switch of the whole server, not a choice of a request, so beside it
 * READ_INDEX would silently be a lease read too; and where the lease has run out, Ratis goes on to the very short cut
 * that makes its READ_INDEX unsafe after a pause, so the level would not keep what it promises.
 */
final class ReadBarriers {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final RaftClientAsynchronousProtocol division;
    private final GroupView view;
    private final GroupClient client;
    private final Proposals proposals;
    private final Set<CompletableFuture<Void>> pending = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ReadBarriers(RaftServer.Division division, GroupView view, GroupClient client, Proposals proposals) {
        this.division = (RaftClientAsynchronousProtocol) division;
        this.view = view;
        this.client = client;
        this.proposals = proposals;
    }

    /** Like {@link raftmark.kv.spi.RaftNode#readBarrier}. */
    CompletableFuture<Void> await(ReadLevel level) {
        return switch (level) {
            case LOCAL -> CompletableFuture.completedFuture(null);
            case LOG_READ -> proposals.submit(NOTHING).thenApply(reply -> null);
            case READ_INDEX -> readIndex();
            case LEASE ->
                CompletableFuture.failedFuture(
                        new UnsupportedReadLevelException(RatisBackend.NAME, level, RatisBackend.READ_LEVELS));
        };
    }

    /** Also at a follower, which asks the leader for its read index. */
    private CompletableFuture<Void> readIndex() {
        CompletableFuture<Void> barrier = new CompletableFuture<>();
        pending.add(barrier);
        try {
            var unused = division.submitClientRequestAsync(client.read())
                    .whenComplete((reply, failure) -> complete(barrier, reply, failure));
        } catch (IOException | RuntimeException e) {
            complete(barrier, null, e);
        }
        if (closed) {
            // Came in while the server closed, which may have forgotten it.
            complete(barrier, null, null);
        }
        return barrier;
    }

    /** Fails what is pending still, and what comes later; to be called after the server closed. */
    void failPending() {
        closed = true;
        pending.forEach(barrier -> complete(barrier, null, null));
    }

    private void complete(
            CompletableFuture<Void> barrier, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        pending.remove(barrier);
        if (reply != null && reply.isSuccess()) {
            barrier.complete(null);
        } else {
            barrier.completeExceptionally(classify(reply != null ? reply.getException() : failure));
        }
    }

    /** A read appends nothing, so every failure is a refusal. */
    private RaftFailure classify(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ReadException
                ? new BusyException("the applied index did not reach the read index: " + cause.getMessage())
                : view.notLeader();
    }
}
