package raftmark.ratis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots on demand. Ratis takes them on its apply thread, does nothing if there is one at the applied index, and tells
 * nobody when the state machine fails to write one, so the failure goes from {@link StateMachineAdapter} to the caller here.
 */
final class Snapshots {
    /** A snapshot waits for what is committed to be applied, and for the disk. */
    private static final long TIMEOUT_MILLIS = 60_000;

    private final RaftServer server;
    private final GroupClient client;
    private final AtomicReference<@Nullable CompletableFuture<Void>> running = new AtomicReference<>();
    private final AtomicReference<@Nullable Exception> saveFailure = new AtomicReference<>();

    Snapshots(RaftServer server, GroupClient client) {
        this.server = server;
        this.client = client;
    }

    /** Like {@link raftmark.kv.spi.RaftNode#snapshot}; who asks while one is taken waits for that one. */
    CompletableFuture<Void> take() {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = running.compareAndExchange(null, mine);
        if (other != null) {
            return other;
        }
        saveFailure.set(null);
        var unused = server.snapshotManagementAsync(client.snapshot(TIMEOUT_MILLIS))
                .whenComplete((reply, failure) -> {
                    Exception notSaved = saveFailure.getAndSet(null);
                    running.set(null);
                    if (failure != null) {
                        mine.completeExceptionally(failure);
                    } else if (!reply.isSuccess()) {
                        mine.completeExceptionally(reply.getException());
                    } else if (notSaved != null) {
                        mine.completeExceptionally(notSaved);
                    } else {
                        mine.complete(null);
                    }
                });
        return mine;
    }

    /** The state machine could not write its snapshot; Ratis will answer the request nevertheless. */
    void failed(Exception cause) {
        saveFailure.set(cause);
    }
}
