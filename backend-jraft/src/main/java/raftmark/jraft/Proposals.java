package raftmark.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.error.RaftError;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.spi.RaftFailure;

/**
 * The way of a command into JRaft's log.
 *
 * <p>What a failure proves was read in the sources of 1.4.1. {@code EBUSY} reaches a task's closure from three places, all of them
 * before the append: the ring buffer is full ({@code NodeImpl.apply}), the log holds too many bytes, or leadership is being handed over
 * ({@code NodeImpl.executeApplyingTasks}); so it is a refusal in each case, and
 * where this node leads no longer it says so. {@code ENODESHUTDOWN} is one too. {@code EPERM} means "is not
 * leader" before the append, and "leader stepped down" long after it; so leadership is checked before, and an EPERM from JRaft counts as
 * unknown. Whatever else comes is unknown as well.
 */
final class Proposals {
    private final Node node;
    private final Leadership leadership;
    private final Set<Proposal> inFlight = ConcurrentHashMap.newKeySet();
    private final LongAdder submitted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder maybeCommitted = new LongAdder();
    private volatile boolean closed;

    Proposals(Node node, Leadership leadership) {
        this.node = node;
        this.leadership = leadership;
    }

    CompletableFuture<ByteBuffer> submit(ByteBuffer command) {
        submitted.increment();
        Proposal proposal = new Proposal();
        if (closed || !node.isLeader(false) || !leadership.selfIsReady()) {
            proposal.fail(leadership.refusal());
            return proposal.reply;
        }
        inFlight.add(proposal);
        try {
            node.apply(new Task(command.duplicate(), proposal));
        } catch (RuntimeException e) {
            // JRaft throws only before it takes the task, but its javadoc does not say so.
            proposal.fail(new MaybeCommittedException("JRaft threw on a proposal", e));
        }
        if (closed) {
            proposal.fail(new MaybeCommittedException("the node was closed", null));
        }
        return proposal.reply;
    }

    /** No proposal enters from now on. */
    void close() {
        closed = true;
    }

    /** Fails what JRaft has left pending. Called after {@link #close} and after JRaft has stopped. */
    void failRemaining() {
        for (Proposal proposal : inFlight) {
            proposal.fail(new MaybeCommittedException("the node was closed", null));
        }
    }

    int inFlight() {
        return inFlight.size();
    }

    long submitted() {
        return submitted.sum();
    }

    long refused() {
        return refused.sum();
    }

    long maybeCommitted() {
        return maybeCommitted.sum();
    }

    /** One command on its way; JRaft hands it back when the command is applied or fails. */
    final class Proposal implements Closure {
        private final CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();

        /** The command was applied here. */
        void applied(ByteBuffer result) {
            inFlight.remove(this);
            reply.complete(result);
        }

        /** The command failed; JRaft calls this on its closure pool. */
        @Override
        public void run(Status status) {
            fail(failure(status));
        }

        private void fail(RaftFailure failure) {
            inFlight.remove(this);
            if (reply.completeExceptionally(failure)) {
                (failure instanceof MaybeCommittedException ? maybeCommitted : refused).increment();
            }
        }

        private RaftFailure failure(@Nullable Status status) {
            if (status == null) {
                return new MaybeCommittedException("JRaft gave no reason", null);
            }
            RaftError error = status.getRaftError();
            if (error == RaftError.EBUSY && node.isLeader(false)) {
                return new BusyException("JRaft is busy: " + status.getErrorMsg());
            }
            if (error == RaftError.EBUSY || error == RaftError.ENODESHUTDOWN) {
                return leadership.refusal();
            }
            return new MaybeCommittedException("JRaft lost the proposal: " + status, null);
        }
    }
}
