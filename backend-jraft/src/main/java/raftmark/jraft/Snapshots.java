package raftmark.jraft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Snapshots on demand. JRaft forces the file's directory entry after it has renamed it in place, and then drops the log up to the snapshot
 * <em>before</em> this one, which it keeps for followers that lag a little.
 */
final class Snapshots {
    private static final long RETRY_MILLIS = 20;

    private final Node node;
    private final ScheduledExecutorService timer;
    private final Set<CompletableFuture<Void>> inFlight = ConcurrentHashMap.newKeySet();

    Snapshots(Node node, ScheduledExecutorService timer) {
        this.node = node;
        this.timer = timer;
    }

    /** Completes when the snapshot is durable; one that is under way already is waited for, then another is taken. */
    CompletableFuture<Void> take() {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        inFlight.add(taken);
        attempt(taken);
        return taken.whenComplete((ok, failure) -> inFlight.remove(taken));
    }

    /** Fails who waits. */
    void failRemaining() {
        for (CompletableFuture<Void> taken : inFlight) {
            taken.completeExceptionally(new IOException("the node was closed"));
        }
    }

    private void attempt(CompletableFuture<Void> taken) {
        try {
            node.snapshot(status -> ended(taken, status));
        } catch (RuntimeException e) {
            taken.completeExceptionally(new IOException("JRaft did not take a snapshot", e));
        }
    }

    private void ended(CompletableFuture<Void> taken, Status status) {
        // ESTALE and EEXISTS: a snapshot of this state or a newer one is there, installed by the leader meanwhile.
        if (status.isOk() || status.getRaftError() == RaftError.ESTALE || status.getRaftError() == RaftError.EEXISTS) {
            taken.complete(null);
        } else if (status.getRaftError() == RaftError.EBUSY) {
            try {
                var unused = timer.schedule(() -> attempt(taken), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                taken.completeExceptionally(new IOException("the node was closed", e));
            }
        } else {
            taken.completeExceptionally(new IOException("JRaft did not take a snapshot: " + status));
        }
    }
}
