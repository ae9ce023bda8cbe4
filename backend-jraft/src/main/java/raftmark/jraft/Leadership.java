package raftmark.jraft;

import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NotLeaderException;

/**
 * Who leads, as JRaft's apply thread last told. It runs behind the node's own state by what waits to be applied, which is what
 * readiness wants: a new leader is ready when it has applied everything of its predecessors. Reading it takes no lock.
 */
final class Leadership {
    /**
     * What is known.
     *
     * @param term of the last change seen
     * @param leader null if nobody is known
     */
    record View(long term, @Nullable NodeId leader) {}

    private record Awaited(NodeId leader, CompletableFuture<Void> seen) {}

    private final Members members;
    private final List<Awaited> awaited = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Runnable> atFirstLeader = new AtomicReference<>();
    private volatile boolean closed;
    private volatile View view = new View(0, null);

    Leadership(Members members) {
        this.members = members;
    }

    View view() {
        return view;
    }

    /** Whether this node leads and has applied what its predecessors committed. */
    boolean selfIsReady() {
        return members.self().equals(view.leader());
    }

    /** The refusal that names who else leads, as far as is known. */
    NotLeaderException refusal() {
        NodeId leader = view.leader();
        return new NotLeaderException(members.self().equals(leader) ? null : leader);
    }

    /**
     * Completes when {@code leader} is seen to lead, and fails with a {@link TimeoutException} if that takes longer than {@code limit}, or
     * with a refusal when the node is closed.
     */
    CompletableFuture<Void> await(NodeId leader, Duration limit, ScheduledExecutorService timer) {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        Awaited entry = new Awaited(leader, seen);
        awaited.add(entry);
        if (leader.equals(view.leader())) {
            seen.complete(null);
        }
        if (closed) {
            seen.completeExceptionally(refusal());
        }
        CompletableFuture<Void> result = seen.whenComplete((ok, failure) -> awaited.remove(entry));
        try {
            ScheduledFuture<?> deadline = timer.schedule(
                    () -> seen.completeExceptionally(
                            new TimeoutException(leader + " did not take over within " + limit.toMillis() + " ms")),
                    limit.toMillis(),
                    TimeUnit.MILLISECONDS);
            return result.whenComplete((ok, failure) -> deadline.cancel(false));
        } catch (RejectedExecutionException e) {
            seen.completeExceptionally(refusal());
            return result;
        }
    }

    /** Runs the action once, when any leader is known: now, or on the apply thread. */
    void atFirstLeader(Runnable action) {
        atFirstLeader.set(action);
        if (view.leader() != null) {
            runAtFirstLeader();
        }
    }

    private void runAtFirstLeader() {
        Runnable action = atFirstLeader.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    /** Fails who waits. */
    void close() {
        closed = true;
        for (Awaited entry : awaited) {
            entry.seen().completeExceptionally(refusal());
        }
    }

    void onLeaderStart(long term) {
        update(term, members.self());
    }

    void onLeaderStop() {
        update(view.term(), null);
    }

    void onStartFollowing(LeaderChangeContext context) {
        update(context.getTerm(), members.nodeId(context.getLeaderId()));
    }

    void onStopFollowing(LeaderChangeContext context) {
        update(Math.max(view.term(), context.getTerm()), null);
    }

    private void update(long term, @Nullable NodeId leader) {
        view = new View(term, leader);
        if (leader != null) {
            runAtFirstLeader();
        }
        for (Awaited entry : awaited) {
            if (entry.leader().equals(leader)) {
                entry.seen().complete(null);
            }
        }
    }
}
