package raftmark.bench.jmh;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;
import raftmark.kv.client.Channels;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.KeyValueGrpc.KeyValueBlockingStub;
import raftmark.kv.v1.PutRequest;

/** One closed-loop client of {@link ServerThreadsBenchmark}: a JMH thread with a channel of its own to each server that it asks. */
@State(Scope.Thread)
public class ServerThreadsClient {
    private static final String LAB_KEY = "K1";

    private final List<ManagedChannel> channels = new ArrayList<>();
    private KeyValueBlockingStub[] servers = {};
    private SplittableRandom random = new SplittableRandom(0);
    private @Nullable BenchmarkRequests requests;
    private GetRequest labGet = GetRequest.getDefaultInstance();
    private PutRequest labPut = PutRequest.getDefaultInstance();
    private AppendRequest labAppend = AppendRequest.getDefaultInstance();

    /** Connects, and builds the lab's three requests with the client's own number. */
    @Setup(Level.Trial)
    public void connect(ServerThreadsBenchmark benchmark, ThreadParams thread) {
        for (String endpoint : benchmark.cluster().endpoints(benchmark.target)) {
            channels.add(Channels.open(endpoint));
        }
        servers = channels.stream().map(KeyValueGrpc::newBlockingStub).toArray(KeyValueBlockingStub[]::new);
        random = new SplittableRandom(thread.getThreadIndex());
        requests = benchmark.requests();
        ByteString number = ByteString.copyFromUtf8(Integer.toString(thread.getThreadIndex() + 1));
        labGet = GetRequest.newBuilder()
                .setKey(LAB_KEY)
                .setReadLevel(benchmark.requests().readLevel())
                .build();
        labPut = PutRequest.newBuilder().setKey(LAB_KEY).setValue(number).build();
        labAppend = AppendRequest.newBuilder().setKey(LAB_KEY).setArgs(number).build();
    }

    /** Disconnects. */
    @TearDown(Level.Trial)
    public void disconnect() {
        Channels.close(channels);
    }

    MessageLite get() {
        GetRequest[] gets = requests().gets();
        return server().get(gets[random.nextInt(gets.length)]);
    }

    MessageLite put() {
        PutRequest[] puts = requests().puts();
        return server().put(puts[random.nextInt(puts.length)]);
    }

    MessageLite append() {
        AppendRequest[] appends = requests().appends();
        return server().append(appends[random.nextInt(appends.length)]);
    }

    MessageLite lab() {
        return switch (random.nextInt(3)) {
            case 0 -> server().get(labGet);
            case 1 -> server().put(labPut);
            default -> server().append(labAppend);
        };
    }

    private KeyValueBlockingStub server() {
        return servers.length == 1 ? servers[0] : servers[random.nextInt(servers.length)];
    }

    private BenchmarkRequests requests() {
        return java.util.Objects.requireNonNull(requests, "not connected");
    }
}
