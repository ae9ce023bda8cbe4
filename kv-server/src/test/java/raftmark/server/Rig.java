package raftmark.server;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import raftmark.kv.client.Channels;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftBackend;
import raftmark.kv.v1.AdminGrpc;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.ReadLevel;
import raftmark.kv.wire.WireMetadata;

/** Front ends over nodes of any backend, n1 first, with raw stubs to talk to them. */
final class Rig implements AutoCloseable {
    final List<Peer> peers = new ArrayList<>();
    final Map<NodeId, KvNode> nodes = new LinkedHashMap<>();
    final Map<NodeId, FrontEnd> frontEnds = new LinkedHashMap<>();
    private final Map<NodeId, ManagedChannel> channels = new LinkedHashMap<>();

    Rig(RaftBackend backend, int count, FrontEndConfig config) throws IOException {
        this(backend, count, config, line -> {});
    }

    Rig(RaftBackend backend, int count, FrontEndConfig config, Consumer<String> lines) throws IOException {
        List<Integer> ports = Ports.free(2 * count);
        for (int i = 0; i < count; i++) {
            peers.add(new Peer(new NodeId("n" + (i + 1)), "127.0.0.1", ports.get(2 * i), ports.get(2 * i + 1)));
        }
        for (Peer peer : peers) {
            KvNode node = KvNode.start(
                    backend,
                    nodeConfig(peers, peer.id(), Map.of()),
                    MachineLimits.DEFAULT,
                    config.printOperations() ? lines : null);
            nodes.put(peer.id(), node);
            frontEnds.put(peer.id(), FrontEnd.start(node, config, lines));
            channels.put(peer.id(), Channels.open(peer.kvEndpoint()));
        }
    }

    static NodeConfig nodeConfig(List<Peer> peers, NodeId self, Map<String, String> options) {
        return new NodeConfig(
                "rig",
                self,
                peers,
                Path.of("target"),
                "127.0.0.1",
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                options);
    }

    static NodeId id(int number) {
        return new NodeId("n" + number);
    }

    ManagedChannel channel(int number) {
        return channels.get(id(number));
    }

    KeyValueGrpc.KeyValueBlockingStub kv(int number) {
        return KeyValueGrpc.newBlockingStub(channel(number)).withDeadlineAfter(Duration.ofSeconds(20));
    }

    AdminGrpc.AdminBlockingStub admin(int number) {
        return AdminGrpc.newBlockingStub(channel(number)).withDeadlineAfter(Duration.ofSeconds(20));
    }

    static PutRequest put(String key, String value) {
        return PutRequest.newBuilder()
                .setKey(key)
                .setValue(ByteString.copyFromUtf8(value))
                .build();
    }

    static AppendRequest append(String key, String args) {
        return AppendRequest.newBuilder()
                .setKey(key)
                .setArgs(ByteString.copyFromUtf8(args))
                .build();
    }

    static GetRequest get(String key, ReadLevel level) {
        return GetRequest.newBuilder().setKey(key).setReadLevel(level).build();
    }

    /** How a call failed, as {@code CODE outcome}, with the message for what follows. */
    record Failed(Status.Code code, String outcome, String leader, String message) {
        static Failed of(Runnable call) {
            try {
                call.run();
            } catch (StatusRuntimeException e) {
                return of(e);
            }
            throw new AssertionError("the call succeeded");
        }

        static Failed of(StatusRuntimeException e) {
            boolean trailers = e.getTrailers() != null;
            return new Failed(
                    e.getStatus().getCode(),
                    trailers ? e.getTrailers().get(WireMetadata.OUTCOME) : null,
                    trailers ? e.getTrailers().get(WireMetadata.LEADER) : null,
                    e.getStatus().getDescription());
        }

        String row() {
            return code + " " + outcome;
        }
    }

    @Override
    public void close() {
        Channels.close(channels.values());
        Closing.all(new ArrayList<>(frontEnds.values()));
        Closing.all(new ArrayList<>(nodes.values()));
    }
}
