package raftmark.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.Capabilities;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NodeStatus;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.spi.ReplicatedStateMachine;
import raftmark.server.FrontEnd;
import raftmark.server.FrontEndConfig;
import raftmark.server.HandlerConfig;
import raftmark.server.KvNode;
import raftmark.server.Ports;

/** The real front end over a backend that takes a known time for each operation, and refuses or holds back all of them when told to. */
public final class StubServer implements AutoCloseable {
    final AtomicBoolean refusing = new AtomicBoolean();
    final AtomicBoolean hanging = new AtomicBoolean();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService library = Executors.newSingleThreadScheduledExecutor();
    private final KvNode node;
    private final FrontEnd frontEnd;
    private final Peer peer;

    public StubServer(long serviceMillis, HandlerConfig handler, Path directory) throws IOException {
        List<Integer> ports = Ports.free(2);
        peer = new Peer(new NodeId("n1"), "127.0.0.1", ports.get(0), ports.get(1));
        NodeConfig config = new NodeConfig(
                "stub",
                peer.id(),
                List.of(peer),
                directory,
                "127.0.0.1",
                NodeConfig.ELECTION_TIMEOUT_MIN,
                NodeConfig.ELECTION_TIMEOUT_MAX,
                Map.of());
        node = KvNode.start(new Backend(serviceMillis), config, MachineLimits.DEFAULT);
        frontEnd = FrontEnd.start(node, FrontEndConfig.defaults().withHandler(handler));
    }

    public String endpoint() {
        return peer.kvEndpoint();
    }

    /** Answers everything that was held back, and holds nothing back from now on. */
    void release() {
        hanging.set(false);
        library.execute(() -> {
            for (Runnable answer = held.poll(); answer != null; answer = held.poll()) {
                answer.run();
            }
        });
    }

    @Override
    public void close() {
        frontEnd.close();
        node.close();
        library.shutdownNow();
    }

    private final class Backend implements RaftBackend {
        private final long serviceMillis;

        Backend(long serviceMillis) {
            this.serviceMillis = serviceMillis;
        }

        /** That of a backend which a spec can name. */
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(
                    "stub", EnumSet.allOf(ReadLevel.class), Set.of(), Map.of(), List.of(), List.of(), false);
        }

        @Override
        public RaftNode start(NodeConfig config, ReplicatedStateMachine machine) {
            return new Node(config.self(), machine, serviceMillis);
        }
    }

    private final class Node implements RaftNode {
        private final NodeId self;
        private final ReplicatedStateMachine machine;
        private final long serviceMillis;
        private final AtomicLong index = new AtomicLong();

        Node(NodeId self, ReplicatedStateMachine machine, long serviceMillis) {
            this.self = self;
            this.machine = machine;
            this.serviceMillis = serviceMillis;
        }

        @Override
        public CompletableFuture<ByteBuffer> submit(ByteBuffer command) {
            CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();
            if (refusing.get()) {
                reply.completeExceptionally(new BusyException("told to refuse"));
                return reply;
            }
            Runnable answer = () -> reply.complete(machine.apply(index.incrementAndGet(), command));
            library.schedule(
                    () -> {
                        if (hanging.get()) {
                            held.add(answer);
                        } else {
                            answer.run();
                        }
                    },
                    serviceMillis,
                    TimeUnit.MILLISECONDS);
            return reply;
        }

        @Override
        public CompletableFuture<Void> readBarrier(ReadLevel level) {
            return submit(ByteBuffer.allocate(0)).thenAccept(reply -> {});
        }

        @Override
        public NodeStatus status() {
            return new NodeStatus(NodeStatus.Role.LEADER, true, 1, self, index.get(), index.get());
        }

        @Override
        public CompletableFuture<Void> transferLeadership(NodeId target) {
            return CompletableFuture.completedFuture(null);
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
            library.shutdown();
        }
    }
}
