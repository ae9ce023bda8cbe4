package raftmark.server;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.Reply;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NodeStatus;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.spi.ReplicatedStateMachine;

/**
 * The lowest rung of the cost ladder: the front end alone. Every write succeeds and changes nothing, every Get finds
 * nothing; the first peer leads forever.
 */
public final class EchoBackend implements RaftBackend {
    @Override
    public String name() {
        return "echo";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                "none (echo)", EnumSet.allOf(ReadLevel.class), Set.of(), Map.of(), List.of(), List.of(), false);
    }

    @Override
    public RaftNode start(NodeConfig config, ReplicatedStateMachine machine) {
        capabilities().resolve(config.options());
        return new Node(config.self(), config.peers().get(0).id());
    }

    private static final class Node implements RaftNode {
        private static final ByteBuffer REPLY = CommandCodec.encode(new Reply(Reply.Status.OK, false, new byte[0]))
                .asReadOnlyBuffer();

        private final NodeId self;
        private final NodeId leader;
        private final AtomicLong index = new AtomicLong();

        Node(NodeId self, NodeId leader) {
            this.self = self;
            this.leader = leader;
        }

        private boolean leads() {
            return self.equals(leader);
        }

        @Override
        public CompletableFuture<ByteBuffer> submit(ByteBuffer command) {
            if (!leads()) {
                return CompletableFuture.failedFuture(new NotLeaderException(leader));
            }
            index.incrementAndGet();
            return CompletableFuture.completedFuture(REPLY.duplicate());
        }

        @Override
        public CompletableFuture<Void> readBarrier(ReadLevel level) {
            return leads() || level == ReadLevel.LOCAL
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new NotLeaderException(leader));
        }

        @Override
        public NodeStatus status() {
            long now = index.get();
            return new NodeStatus(
                    leads() ? NodeStatus.Role.LEADER : NodeStatus.Role.FOLLOWER, true, 1, leader, now, now);
        }

        @Override
        public CompletableFuture<Void> transferLeadership(NodeId target) {
            if (!leads()) {
                return CompletableFuture.failedFuture(new NotLeaderException(leader));
            }
            return target.equals(self)
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(
                            new IllegalArgumentException("backend echo has a fixed leader, " + leader));
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
        public void close() {}
    }
}
