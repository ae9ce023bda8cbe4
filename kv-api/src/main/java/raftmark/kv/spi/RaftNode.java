package raftmark.kv.spi;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One running node of a Raft group. All methods may be called from any thread. Futures complete on threads of the
 * library: what depends on them must not block.
 */
public interface RaftNode extends AutoCloseable {
    /**
     * Proposes a command, and completes with what {@link ReplicatedStateMachine#apply} answered once the command is
     * committed and applied here. The buffer is the library's from now on and nobody may ever change its bytes: it stays
     * in the log's memory, for the disk and for slow followers, after the answer. An empty command changes nothing.
     *
     * <p>Fails with {@link NotLeaderException} or {@link BusyException} only where the command is <em>proven not
     * appended</em>, and with {@link MaybeCommittedException} in every other case. Never throws.
     */
    CompletableFuture<ByteBuffer> submit(ByteBuffer command);

    /**
     * Completes when the local state machine is at least as fresh as {@code level} promises to a read that starts now.
     * {@link ReadLevel#LOCAL} completes at once; {@link ReadLevel#LOG_READ} is an empty command. Fails like {@link
     * #submit}, and with {@link UnsupportedReadLevelException} for a level that is not among {@link
     * Capabilities#readLevels()}.
     */
    CompletableFuture<Void> readBarrier(ReadLevel level);

    /** This node's view of the group, now. Cheap enough for every request. */
    NodeStatus status();

    /**
     * Asks the leader, which must be this node, to hand over to {@code target}; completes when this node has seen it
     * lead. Fails with {@link NotLeaderException} at a follower, {@link IllegalArgumentException} for an unknown
     * target, and {@link java.util.concurrent.TimeoutException} when the hand-over did not happen in time.
     */
    CompletableFuture<Void> transferLeadership(NodeId target);

    /**
     * Writes a snapshot of the state machine and lets the library compact its log; completes when the snapshot is
     * durable. A snapshot of an unchanged state succeeds and may do nothing.
     */
    CompletableFuture<Void> snapshot();

    /** The library's own counters by name, as far as it has any; units in the name. */
    Map<String, Number> metrics();

    /** Stops the node: pending proposals fail with {@link MaybeCommittedException}; no thread, port or lock is left. */
    @Override
    void close();
}
