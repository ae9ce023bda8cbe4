package raftmark.jraft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.RaftFailure;

/**
 * Read indexes (Raft thesis, section 6.4), answered on any node: a follower asks the leader for the index and waits until it has applied it.
 *
 * <p>A leader that has not yet committed an entry of its term answers {@code EAGAIN}: then the barrier asks again, for as long as an election
 * may take. JRaft's own timer for read indexes is not used: it is one per JVM, outlives every node, and keeps each read for two seconds.
 * Instead barriers that are older than {@code limit} are swept out. A read appends nothing, so every failure is a refusal.
 */
final class ReadBarriers {
    private static final long RETRY_MILLIS = 5;
    private static final long NO_JRAFT_TIMER = -1;
    private static final byte[] NO_CONTEXT = new byte[0];

    private final Node node;
    private final Leadership leadership;
    private final ScheduledExecutorService timer;
    private final long limitNanos;
    private final Set<Barrier> inFlight = ConcurrentHashMap.newKeySet();
    private final LongAdder asked = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean closed;

    /** @param limit after which a barrier fails */
    ReadBarriers(Node node, Leadership leadership, ScheduledExecutorService timer, Duration limit) {
        this.node = node;
        this.leadership = leadership;
        this.timer = timer;
        this.limitNanos = limit.toNanos();
        long sweepMillis = Math.max(1, limit.toMillis() / 4);
        var unused = timer.scheduleWithFixedDelay(this::sweep, sweepMillis, sweepMillis, TimeUnit.MILLISECONDS);
    }

    CompletableFuture<Void> barrier(ReadOnlyOption option) {
        asked.increment();
        Barrier barrier = new Barrier(option);
        inFlight.add(barrier);
        barrier.ask();
        if (closed) {
            barrier.fail(leadership.refusal());
        }
        return barrier.done;
    }

    void close() {
        closed = true;
    }

    /** Fails what JRaft has left pending. Called after {@link #close} and after JRaft has stopped. */
    void failRemaining() {
        for (Barrier barrier : inFlight) {
            barrier.fail(leadership.refusal());
        }
    }

    int inFlight() {
        return inFlight.size();
    }

    long asked() {
        return asked.sum();
    }

    long retries() {
        return retries.sum();
    }

    long failed() {
        return failed.sum();
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Barrier barrier : inFlight) {
            if (now - barrier.startNanos > limitNanos) {
                barrier.fail(leadership.refusal());
            }
        }
    }

    /** One barrier, over all of its attempts. */
    private final class Barrier {
        private final ReadOnlyOption option;
        private final long startNanos = System.nanoTime();
        private final CompletableFuture<Void> done = new CompletableFuture<>();

        Barrier(ReadOnlyOption option) {
            this.option = option;
        }

        void ask() {
            if (closed) {
                fail(leadership.refusal());
                return;
            }
            try {
                node.readIndex(option, NO_CONTEXT, new Attempt(this));
            } catch (RuntimeException e) {
                fail(leadership.refusal());
            }
        }

        void answered(Status status) {
            if (status.isOk()) {
                inFlight.remove(this);
                done.complete(null);
            } else if (status.getRaftError() == RaftError.EAGAIN && !done.isDone()) {
                retry();
            } else if (status.getRaftError() == RaftError.EBUSY) {
                fail(new BusyException("JRaft is busy: " + status.getErrorMsg()));
            } else {
                fail(leadership.refusal());
            }
        }

        private void retry() {
            retries.increment();
            try {
                var unused = timer.schedule(this::ask, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                fail(leadership.refusal());
            }
        }

        void fail(RaftFailure failure) {
            inFlight.remove(this);
            if (done.completeExceptionally(failure)) {
                failed.increment();
            }
        }
    }

    /** JRaft's view of one attempt. */
    private static final class Attempt extends ReadIndexClosure {
        private final Barrier barrier;

        Attempt(Barrier barrier) {
            super(NO_JRAFT_TIMER);
            this.barrier = barrier;
        }

        @Override
        public void run(Status status, long index, byte[] context) {
            barrier.answered(status);
        }
    }
}
