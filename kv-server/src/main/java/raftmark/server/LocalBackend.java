package raftmark.server;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NodeStatus;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.spi.ReplicatedStateMachine;

/**
 * The second rung of the cost ladder: the state machine behind the front end, without Raft. The first peer leads forever and
 * applies each command on the thread that brings it; nothing is replicated, and nothing is kept: a restart begins with an
 * empty map. LOCAL reads at the other servers see their own, empty, maps.
 */
public final class LocalBackend implements RaftBackend {
    @Override
    public String name() {
        return "local";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                "none (local)", EnumSet.allOf(ReadLevel.class), Set.of(), Map.of(), List.of(), List.of(), false);
    }

    @Override
    public RaftNode start(NodeConfig config, ReplicatedStateMachine machine) {
        capabilities().resolve(config.options());
        return new Node(config.self(), config.peers().get(0).id(), machine);
    }

    private static final class Node implements RaftNode {
        private final NodeId self;
        private final NodeId leader;
        private final ReplicatedStateMachine machine;
        /** Makes one apply thread at a time out of many: the contract of the state machine. */
        private final Object applying = new Object();

        private volatile long index;
        private volatile boolean closed;

        Node(NodeId self, NodeId leader, ReplicatedStateMachine machine) {
            this.self = self;
            this.leader = leader;
            this.machine = machine;
        }

        private boolean leads() {
            return self.equals(leader);
        }

        @Override
        public CompletableFuture<ByteBuffer> submit(ByteBuffer command) {
            if (!leads()) {
                return CompletableFuture.failedFuture(new NotLeaderException(leader));
            }
            if (closed) {
                return CompletableFuture.failedFuture(new MaybeCommittedException("node " + self + " is closed", null));
            }
            ByteBuffer reply;
            synchronized (applying) {
                long next = index + 1;
                reply = machine.apply(next, command);
                index = next;
            }
            return CompletableFuture.completedFuture(reply);
        }

        @Override
        public CompletableFuture<Void> readBarrier(ReadLevel level) {
            return leads() || level == ReadLevel.LOCAL
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new NotLeaderException(leader));
        }

        @Override
        public NodeStatus status() {
            long now = index;
            return new NodeStatus(
                    leads() ? NodeStatus.Role.LEADER : NodeStatus.Role.FOLLOWER, !closed, 1, leader, now, now);
        }

        @Override
        public CompletableFuture<Void> transferLeadership(NodeId target) {
            if (!leads()) {
                return CompletableFuture.failedFuture(new NotLeaderException(leader));
            }
            return target.equals(self)
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(
                            new IllegalArgumentException("backend local has a fixed leader, " + leader));
        }

        @Override
        public CompletableFuture<Void> snapshot() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Map<String, Number> metrics() {
            return Map.of();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
