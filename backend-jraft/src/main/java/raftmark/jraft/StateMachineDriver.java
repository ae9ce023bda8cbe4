package raftmark.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.LeaderChangeContext;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.error.RaftException;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raftmark.kv.spi.ReplicatedStateMachine;

/**
 * Applies what JRaft has committed. Every callback runs on the node's one apply thread, {@code JRaft-FSMCaller-Disruptor}, which also
 * completes the proposals.
 */
final class StateMachineDriver extends StateMachineAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(StateMachineDriver.class);
    private static final String SNAPSHOT_FILE = "state";

    private final ReplicatedStateMachine machine;
    private final Leadership leadership;
    private final LongAdder entriesApplied = new LongAdder();
    private final LongAdder applyBatches = new LongAdder();
    private final LongAdder snapshotsSaved = new LongAdder();
    private final LongAdder snapshotsLoaded = new LongAdder();
    private volatile long appliedIndex;

    StateMachineDriver(ReplicatedStateMachine machine, Leadership leadership) {
        this.machine = machine;
        this.leadership = leadership;
    }

    @Override
    public void onApply(Iterator entries) {
        applyBatches.increment();
        while (entries.hasNext()) {
            long index = entries.getIndex();
            Closure done = entries.done();
            ByteBuffer reply;
            try {
                // A view of its own: replicators may still read the entry's buffer, and its position is shared.
                reply = machine.apply(index, entries.getData().duplicate());
            } catch (Throwable t) {
                // The machine never throws by contract. Going on could make replicas differ, so this node stops here,
                // for good.
                LOG.error(
                        "the state machine threw at log index {}; this node halts: restart it after the cause is gone",
                        index,
                        t);
                entries.setErrorAndRollback(1, new Status(RaftError.ESTATEMACHINE, "the state machine threw: %s", t));
                return;
            }
            appliedIndex = index;
            entriesApplied.increment();
            if (done instanceof Proposals.Proposal proposal) {
                proposal.applied(reply);
            }
            entries.next();
        }
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        try {
            machine.save(Path.of(writer.getPath(), SNAPSHOT_FILE));
        } catch (IOException | RuntimeException e) {
            LOG.error("the state could not be saved to {}", writer.getPath(), e);
            // Not EIO: on that JRaft halts the node, which loses nothing by going on with its log.
            done.run(new Status(RaftError.ESTATEMACHINE, "the state could not be saved: %s", e));
            return;
        }
        if (!writer.addFile(SNAPSHOT_FILE)) {
            done.run(new Status(RaftError.ESTATEMACHINE, "JRaft refused the snapshot file"));
            return;
        }
        snapshotsSaved.increment();
        done.run(Status.OK());
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        try {
            machine.load(Path.of(reader.getPath(), SNAPSHOT_FILE));
            snapshotsLoaded.increment();
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.error("the snapshot in {} could not be loaded", reader.getPath(), e);
            return false;
        }
    }

    @Override
    public void onLeaderStart(long term) {
        leadership.onLeaderStart(term);
    }

    @Override
    public void onLeaderStop(Status status) {
        leadership.onLeaderStop();
    }

    @Override
    public void onStartFollowing(LeaderChangeContext context) {
        leadership.onStartFollowing(context);
    }

    @Override
    public void onStopFollowing(LeaderChangeContext context) {
        leadership.onStopFollowing(context);
    }

    @Override
    public void onError(RaftException e) {
        LOG.error("JRaft halted this node: {}", e.getStatus(), e);
    }

    /** Highest index of a command applied since the start; JRaft's own entries in between do not count. */
    long appliedIndex() {
        return appliedIndex;
    }

    long entriesApplied() {
        return entriesApplied.sum();
    }

    long applyBatches() {
        return applyBatches.sum();
    }

    long snapshotsSaved() {
        return snapshotsSaved.sum();
    }

    long snapshotsLoaded() {
        return snapshotsLoaded.sum();
    }
}
