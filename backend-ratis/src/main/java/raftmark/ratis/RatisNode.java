package raftmark.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NodeStatus;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;

/** A running Ratis server with its one group. */
final class RatisNode implements RaftNode {
    private static final Logger LOG = LoggerFactory.getLogger(RatisNode.class);

    /** Ratis waits for a day for its pools; we do not. */
    private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(20);

    private final RaftServer server;
    private final NodeId self;
    private final GroupView view;
    private final Proposals proposals;
    private final ReadBarriers reads;
    private final LeadershipTransfer transfer;
    private final Snapshots snapshots;
    private final NodeMetrics metrics;
    private final AtomicBoolean closed = new AtomicBoolean();

    RatisNode(
            RaftServer server, RaftGroupId group, NodeConfig config, StateMachineAdapter adapter, long commandBytesMax)
            throws IOException {
        RaftServer.Division division = server.getDivision(group);
        GroupClient client = new GroupClient(server.getId(), group);
        this.server = server;
        this.self = config.self();
        this.view = new GroupView(division, config);
        this.proposals = new Proposals(division, view, client, commandBytesMax);
        this.reads = new ReadBarriers(division, view, client, proposals);
        this.transfer = new LeadershipTransfer(server, view, client, config);
        this.snapshots = new Snapshots(server, client);
        this.metrics = new NodeMetrics(division, proposals, server.getId());
        adapter.onSnapshotFailed(snapshots::failed);
    }

    @Override
    public CompletableFuture<ByteBuffer> submit(ByteBuffer command) {
        return proposals.submit(command);
    }

    @Override
    public CompletableFuture<Void> readBarrier(ReadLevel level) {
        return reads.await(level);
    }

    @Override
    public NodeStatus status() {
        return view.status();
    }

    @Override
    public CompletableFuture<Void> transferLeadership(NodeId target) {
        return transfer.to(target);
    }

    @Override
    public CompletableFuture<Void> snapshot() {
        return snapshots.take();
    }

    @Override
    public Map<String, Number> metrics() {
        return metrics.read();
    }

    /**
     * Ends within 20 s. What is left then is not the node's but the JVM's: gRPC's shared executor, which ends about a
     * second after the last node, and the timers of Ratis' {@code TimeoutTimer}, daemons which never end.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        proposals.refuse();
        closeServer(server, self);
        proposals.failPending();
        reads.failPending();
    }

    /** Closes a server on a thread of its own, so that a pool that does not end cannot hold the caller. */
    static void closeServer(RaftServer server, NodeId self) {
        Thread closer = new Thread(
                () -> {
                    try {
                        server.close();
                    } catch (IOException | RuntimeException e) {
                        LOG.warn("Closing the Ratis server of {} failed", self, e);
                    }
                },
                self + "-ratis-close");
        closer.setDaemon(true);
        closer.start();
        try {
            closer.join(CLOSE_WAIT_MAX.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closer.isAlive()) {
            LOG.warn("The Ratis server of {} did not close within {}; it goes on closing", self, CLOSE_WAIT_MAX);
        }
    }
}
