package raftmark.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.spi.ReplicatedStateMachine;

/**
 * The replicated state machine as Ratis calls it. Applying, saving and loading happen on the division's one {@code
 * StateMachineUpdater} thread; the first load on the thread that starts the server.
 */
final class StateMachineAdapter extends BaseStateMachine {
    private static final Logger LOG = LoggerFactory.getLogger(StateMachineAdapter.class);

    private final ReplicatedStateMachine machine;
    private final SnapshotFiles snapshots;
    private volatile Consumer<Exception> onSnapshotFailed = failure -> {};

    StateMachineAdapter(ReplicatedStateMachine machine) {
        this.machine = machine;
        this.snapshots = new SnapshotFiles(machine);
    }

    /** Who is told that a snapshot could not be written; Ratis tells nobody. */
    void onSnapshotFailed(Consumer<Exception> listener) {
        onSnapshotFailed = listener;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage) throws IOException {
        super.initialize(server, groupId, storage);
        snapshots.init(storage);
        getLifeCycle().startAndTransition(this::load, IOException.class);
    }

    /** A snapshot is about to be installed. Ratis loads it only into a paused machine, and the base class does not pause. */
    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** A snapshot was installed. */
    @Override
    public void reinitialize() throws IOException {
        getLifeCycle().startAndTransition(this::load, IOException.class);
    }

    private void load() throws IOException {
        TermIndex loaded = snapshots.load();
        if (loaded != null) {
            setLastAppliedTermIndex(loaded);
        }
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return snapshots.storage();
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
        TransactionContext transaction = super.startTransaction(request);
        return request.getMessage() instanceof Proposal proposal
                ? transaction.setStateMachineContext(proposal)
                : transaction;
    }

    /** Right before the leader appends the entry, under the log's lock. */
    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) {
        if (transaction.getStateMachineContext() instanceof Proposal proposal) {
            proposal.enterLog();
        }
        return transaction;
    }

    /**
     * Applies a command.
     *
     * @throws IllegalStateException if the machine threw, which by contract it never does. Ratis then closes this server: going on
     *     could make replicas differ
     */
    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        ByteBuffer command = entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
        try {
            ByteBuffer reply = machine.apply(entry.getIndex(), command);
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
            if (transaction.getStateMachineContext() instanceof Proposal proposal) {
                proposal.applied(reply);
            }
            // Ratis' retry cache would keep a reply of its own for seconds, on every node, old values included.
            return CompletableFuture.completedFuture(Message.EMPTY);
        } catch (RuntimeException e) {
            LOG.error(
                    "the state machine threw at log index {}; this node halts: restart it after the cause is gone",
                    entry.getIndex(),
                    e);
            if (transaction.getStateMachineContext() instanceof Proposal proposal) {
                proposal.result()
                        .completeExceptionally(new MaybeCommittedException("the state machine threw: " + e, e));
            }
            throw new IllegalStateException("the state machine threw at log index " + entry.getIndex(), e);
        }
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    /**
     * Answers the index of the newest snapshot. After a failure that is the old one: were the exception thrown, Ratis
     * would log it, and answer no request for a snapshot until that one timed out.
     */
    @Override
    public long takeSnapshot() {
        try {
            snapshots.save(getLastAppliedTermIndex());
        } catch (IOException | RuntimeException e) {
            LOG.error("The snapshot could not be written", e);
            onSnapshotFailed.accept(e);
        }
        SnapshotInfo latest = snapshots.storage().getLatestSnapshot();
        return latest == null ? RaftLog.INVALID_LOG_INDEX : latest.getIndex();
    }
}
