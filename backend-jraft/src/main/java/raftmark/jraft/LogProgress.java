package raftmark.jraft;

import com.alipay.sofa.jraft.Node;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Commit and applied index, read from JRaft at most every {@link #AGE_MILLIS_MAX}: it gives them under the node's lock, on which a caller
 * could wait for a vote's fsync.
 */
final class LogProgress {
    /** How old the indices may be. */
    static final long AGE_MILLIS_MAX = 10;

    /** Indices read together; applied is never above commit. */
    record Indices(long commit, long applied) {}

    private final Node node;
    private final StateMachineDriver driver;
    private final AtomicLong readAtNanos = new AtomicLong(System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
    private volatile Indices last = new Indices(0, 0);

    LogProgress(Node node, StateMachineDriver driver) {
        this.node = node;
        this.driver = driver;
    }

    Indices indices() {
        long readAt = readAtNanos.get();
        long now = System.nanoTime();
        if (now - readAt > TimeUnit.MILLISECONDS.toNanos(AGE_MILLIS_MAX) && readAtNanos.compareAndSet(readAt, now)) {
            read();
        }
        Indices indices = last;
        long applied = Math.max(indices.applied(), driver.appliedIndex());
        return new Indices(Math.max(indices.commit(), applied), applied);
    }

    private void read() {
        try {
            long applied = node.getLastAppliedLogIndex();
            last = new Indices(node.getLastCommittedIndex(), applied);
        } catch (IllegalStateException e) {
            // Halted or closed: what was read last stays true.
        }
    }
}
