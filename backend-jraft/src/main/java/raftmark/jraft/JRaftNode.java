package raftmark.jraft;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.NodeManager;
import com.alipay.sofa.jraft.RaftServiceFactory;
import com.alipay.sofa.jraft.core.State;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import com.alipay.sofa.jraft.util.NamedThreadFactory;
import com.alipay.sofa.jraft.util.Utils;
import com.alipay.sofa.jraft.util.concurrent.DefaultFixedThreadsExecutorGroupFactory;
import com.alipay.sofa.jraft.util.concurrent.FixedThreadsExecutorGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raftmark.jraft.Setting.Values;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NodeStatus;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.spi.ReplicatedStateMachine;

/** One running JRaft node with its port, its timer and its directory. */
final class JRaftNode implements RaftNode {
    private static final Logger LOG = LoggerFactory.getLogger(JRaftNode.class);
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

    private final Members members;
    private final Node node;
    private final BoltTransport transport;
    private final FixedThreadsExecutorGroup appendSenders;
    private final ScheduledThreadPoolExecutor timer;
    private final Leadership leadership;
    private final StateMachineDriver driver;
    private final LogProgress progress;
    private final Proposals proposals;
    private final ReadBarriers reads;
    private final LeaderTransfer transfer;
    private final Snapshots snapshots;
    private final AtomicBoolean closed = new AtomicBoolean();

    private JRaftNode(
            NodeConfig config,
            Members members,
            Node node,
            BoltTransport transport,
            FixedThreadsExecutorGroup appendSenders,
            Leadership leadership,
            StateMachineDriver driver) {
        this.members = members;
        this.node = node;
        this.transport = transport;
        this.appendSenders = appendSenders;
        this.leadership = leadership;
        this.driver = driver;
        this.timer = new ScheduledThreadPoolExecutor(1, new NamedThreadFactory(ThreadPools.TIMER_PREFIX, true));
        timer.setRemoveOnCancelPolicy(true);
        Duration patience = config.electionTimeoutMax().multipliedBy(2);
        this.progress = new LogProgress(node, driver);
        this.proposals = new Proposals(node, leadership);
        this.reads = new ReadBarriers(node, leadership, timer, patience);
        this.transfer = new LeaderTransfer(node, members, leadership, timer, patience);
        this.snapshots = new Snapshots(node, timer);
    }

    /** @throws IOException if port, directory or log cannot be opened; nothing is left open then */
    static JRaftNode start(NodeConfig config, Values settings, ReplicatedStateMachine machine) throws IOException {
        Members members = Members.of(config);
        // The port first: a second process of the same node stops here, before it touches the directory.
        BoltTransport transport = BoltTransport.open(
                config.bindHost(), config.selfPeer().raftPort(), settings.number(Setting.RAFT_RPC_THREAD_POOL_SIZE));
        FixedThreadsExecutorGroup appendSenders = DefaultFixedThreadsExecutorGroupFactory.INSTANCE.newExecutorGroup(
                settings.number(Setting.APPEND_ENTRIES_SEND_THREADS),
                ThreadPools.APPEND_SEND_PREFIX,
                Utils.MAX_APPEND_ENTRIES_TASKS_PER_THREAD,
                true);
        JRaftNode started = null;
        try {
            DataDirectory directory = DataDirectory.open(config);
            Leadership leadership = new Leadership(members);
            StateMachineDriver driver = new StateMachineDriver(machine, leadership);
            NodeOptions options = NodeOptionsFactory.create(config, settings, members, directory, driver);
            options.setAppendEntriesExecutors(appendSenders);
            Node node = RaftServiceFactory.createRaftNode(members.groupId(), members.selfPeerId());
            started = new JRaftNode(config, members, node, transport, appendSenders, leadership, driver);
            NodeManager.getInstance().addAddress(members.selfPeerId().getEndpoint());
            if (!node.init(options)) {
                throw new IOException("JRaft refused to start node " + config.self() + " on " + directory.root()
                        + ": another process may hold the directory, or it is damaged; JRaft's log says more");
            }
            directory.markReady(config);
            leadership.atFirstLeader(() -> markVoted(directory, config));
            return started;
        } catch (IOException | RuntimeException e) {
            if (started != null) {
                started.close();
            } else {
                transport.close();
                appendSenders.shutdownGracefully();
            }
            throw e;
        }
    }

    /** Without the mark only the check of the next start is missing, so a failure is no reason to stop. */
    private static void markVoted(DataDirectory directory, NodeConfig config) {
        try {
            directory.markVoted(config);
        } catch (IOException e) {
            LOG.warn("Node {} could not note in {} that it has voted", config.self(), directory.root(), e);
        }
    }

    @Override
    public CompletableFuture<ByteBuffer> submit(ByteBuffer command) {
        return proposals.submit(command);
    }

    @Override
    public CompletableFuture<Void> readBarrier(ReadLevel level) {
        return switch (level) {
            case LOCAL -> CompletableFuture.completedFuture(null);
            case LEASE -> reads.barrier(ReadOnlyOption.ReadOnlyLeaseBased);
            case READ_INDEX -> reads.barrier(ReadOnlyOption.ReadOnlySafe);
            case LOG_READ -> proposals.submit(EMPTY.duplicate()).thenAccept(reply -> {});
        };
    }

    /** Takes no lock of JRaft but for the log indices, and for these at most once in {@link LogProgress#AGE_MILLIS_MAX}. */
    @Override
    public NodeStatus status() {
        State state = node.getNodeState();
        Leadership.View view = leadership.view();
        LogProgress.Indices indices = progress.indices();
        boolean selfSeen = members.self().equals(view.leader());
        NodeStatus.Role role = switch (state) {
            case STATE_LEADER, STATE_TRANSFERRING -> NodeStatus.Role.LEADER;
            case STATE_CANDIDATE -> NodeStatus.Role.CANDIDATE;
            default -> NodeStatus.Role.FOLLOWER;
        };
        boolean ready = switch (state) {
            case STATE_LEADER -> selfSeen;
            case STATE_FOLLOWER -> view.leader() != null && !selfSeen;
            default -> false;
        };
        // A node that has just lost its leadership may not have told its apply thread yet.
        @Nullable NodeId leader = selfSeen && role != NodeStatus.Role.LEADER ? null : view.leader();
        return new NodeStatus(role, ready, view.term(), leader, indices.commit(), indices.applied());
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
        return NodeMetrics.of(node, driver, proposals, reads);
    }

    /**
     * Stops the node within {@link #CLOSE_LIMIT} even where JRaft hangs, which is logged then. Must not be called on a thread that completes this
     * node's futures. What the JVM's nodes share stays: see {@link ThreadPools}.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        proposals.close();
        reads.close();
        transport.close();
        stopJRaft();
        transport.endAppendThreads();
        NodeManager.getInstance().removeAddress(members.selfPeerId().getEndpoint());
        appendSenders.shutdownGracefully(5, TimeUnit.SECONDS);
        timer.shutdownNow();
        leadership.close();
        proposals.failRemaining();
        reads.failRemaining();
        snapshots.failRemaining();
    }

    private void stopJRaft() {
        Thread closer = new Thread(
                () -> {
                    try {
                        node.shutdown();
                        node.join();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (RuntimeException e) {
                        LOG.error("JRaft failed to stop node {}", members.self(), e);
                    }
                },
                "JRaft-Adapter-Closer-" + members.self());
        closer.setDaemon(true);
        closer.start();
        try {
            closer.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (closer.isAlive()) {
            LOG.error("JRaft did not stop node {} within {}; its threads are left behind", members.self(), CLOSE_LIMIT);
            closer.interrupt();
        }
    }
}
