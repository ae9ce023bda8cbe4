package raftmark.server;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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

/** A backend whose nodes do what a test says; by default n1 leads and every future waits for the test to complete it. */
final class ScriptedBackend implements RaftBackend {
    static final ByteBuffer OK = CommandCodec.encode(new Reply(Reply.Status.OK, false, new byte[0]));

    final Map<NodeId, Node> nodes = new ConcurrentHashMap<>();
    Set<ReadLevel> readLevels = EnumSet.allOf(ReadLevel.class);

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                "Scripted 1",
                readLevels,
                Set.of(),
                Map.of(),
                List.of(new Capabilities.Option("depth", "7", "for tests, in nothing")),
                Map.of("scripted.sync", "never"),
                List.of(new Capabilities.ThreadPool("scripted", "^scripted-pool-", "for tests")),
                false);
    }

    @Override
    public RaftNode start(NodeConfig config, ReplicatedStateMachine machine) {
        capabilities().resolve(config.options());
        Node node = new Node(config.self());
        nodes.put(config.self(), node);
        return node;
    }

    static final class Node implements RaftNode {
        final NodeId self;
        final LinkedBlockingQueue<CompletableFuture<ByteBuffer>> submitted = new LinkedBlockingQueue<>();
        volatile NodeId leader = new NodeId("n1");
        volatile boolean ready = true;
        /** Null: the future waits in {@link #submitted}. */
        volatile Function<ByteBuffer, CompletableFuture<ByteBuffer>> onSubmit;

        volatile Function<ReadLevel, CompletableFuture<Void>> onRead = level -> CompletableFuture.completedFuture(null);
        volatile CompletableFuture<Void> onTransfer = CompletableFuture.completedFuture(null);
        volatile CompletableFuture<Void> onSnapshot = CompletableFuture.completedFuture(null);

        Node(NodeId self) {
            this.self = self;
        }

        private boolean leads() {
            return self.equals(leader);
        }

        CompletableFuture<ByteBuffer> nextSubmitted() throws InterruptedException {
            CompletableFuture<ByteBuffer> next = submitted.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was submitted to " + self);
            }
            return next;
        }

        @Override
        public CompletableFuture<ByteBuffer> submit(ByteBuffer command) {
            if (onSubmit != null) {
                return onSubmit.apply(command);
            }
            if (!leads()) {
                return CompletableFuture.failedFuture(new NotLeaderException(leader));
            }
            CompletableFuture<ByteBuffer> future = new CompletableFuture<>();
            submitted.add(future);
            return future;
        }

        @Override
        public CompletableFuture<Void> readBarrier(ReadLevel level) {
            return leads() ? onRead.apply(level) : CompletableFuture.failedFuture(new NotLeaderException(leader));
        }

        @Override
        public NodeStatus status() {
            return new NodeStatus(
                    leads() ? NodeStatus.Role.LEADER : NodeStatus.Role.FOLLOWER, ready, 3, leader, 20, 10);
        }

        @Override
        public CompletableFuture<Void> transferLeadership(NodeId target) {
            return onTransfer;
        }

        @Override
        public CompletableFuture<Void> snapshot() {
            return onSnapshot;
        }

        @Override
        public Map<String, Number> metrics() {
            return Map.of("answer_count", 42);
        }

        @Override
        public void close() {
            submitted.forEach(future ->
                    future.completeExceptionally(new raftmark.kv.spi.MaybeCommittedException("closed", null)));
        }
    }
}
