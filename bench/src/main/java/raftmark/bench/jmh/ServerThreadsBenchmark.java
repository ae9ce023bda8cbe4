package raftmark.bench.jmh;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;
import raftmark.kv.client.Channels;
import raftmark.kv.spi.Peer;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.PutResponse;
import raftmark.server.EmbeddedCluster;
import raftmark.server.EmbeddedClusterConfig;
import raftmark.server.FrontEndConfig;
import raftmark.server.HandlerConfig;
import raftmark.server.HandlerExecutor;
import raftmark.server.HandlerStyle;

/**
 * What more server threads do to Put throughput, with everything inside one JVM.
 *
 * <p>Each fork starts a fresh three-node cluster of one backend: real Raft, real fsync, real gRPC over loopback. JMH's threads
 * are the clients: each sends a Put of 100 bytes to the leader and waits for the reply, so {@code -t 64} is a closed loop of
 * 64 clients. The handler executor is a fixed pool of {@code serverThreads}; under {@code handler=blocking} a thread waits for
 * the commit, so throughput must follow {@code min(N/S, C/R1, ceiling)}; under {@code async} N should hardly matter.
 *
 * <p>What it forbids to conclude: clients and all three servers share one heap, one JIT and the machine's cores, so the ceiling
 * is lower than that of separate processes; blocking clients cost a thread each. Figures to quote come from
 * {@code bin/raftmark run server-threads}; this benchmark is the same question for whoever trusts JMH's forks.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-server-threads verify
 * mvn -pl bench -am -Pjmh-server-threads verify -Djmh.args="-p backend=jraft -p handler=blocking -p serverThreads=1,2,4,8"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(64)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "-XX:TieredStopAtLevel=1",
            "-Xms1g",
            "-Xmx1g",
            "-Dcom.google.protobuf.use_unsafe_pre22_gencode=true"
        })
public class ServerThreadsBenchmark {
    private static final Duration LEADER_TIMEOUT = Duration.ofSeconds(30);
    private static final int VALUE_BYTES = 100;

    /** Which Raft library. */
    @Param({"jraft", "ratis"})
    public String backend = "";

    /** Whether the handler thread waits for the commit. */
    @Param({"blocking", "async"})
    public String handler = "";

    /** Size of the fixed handler pool. */
    @Param({"1", "4", "16", "64"})
    public int serverThreads;

    private @org.jspecify.annotations.Nullable Running running;

    /** What a fork holds open. */
    private record Running(Path data, EmbeddedCluster cluster, Peer leader) {}

    /** Starts the cluster and waits until it accepts writes. */
    @Setup(Level.Trial)
    public void startCluster() throws IOException, TimeoutException, InterruptedException {
        HandlerStyle style = HandlerStyle.valueOf(handler.toUpperCase(java.util.Locale.ROOT));
        FrontEndConfig frontEnd =
                FrontEndConfig.defaults().withHandler(new HandlerConfig(style, HandlerExecutor.FIXED, serverThreads));
        Path data = Scratch.create("jmh-" + backend);
        EmbeddedCluster cluster =
                EmbeddedCluster.start(EmbeddedClusterConfig.of(backend, data).withFrontEnd(frontEnd));
        try {
            running = new Running(data, cluster, cluster.awaitLeader(LEADER_TIMEOUT));
        } catch (TimeoutException | InterruptedException | RuntimeException e) {
            cluster.close();
            Scratch.delete(data);
            throw e;
        }
    }

    /** Stops the cluster and deletes its data. */
    @TearDown(Level.Trial)
    public void stopCluster() throws IOException {
        Running ended = running();
        ended.cluster().close();
        Scratch.delete(ended.data());
    }

    private Running running() {
        return java.util.Objects.requireNonNull(running, "the cluster was not started");
    }

    /** One closed-loop client: a JMH thread, its stub and its request. */
    @State(Scope.Thread)
    public static class Client {
        private KeyValueGrpc.@org.jspecify.annotations.Nullable KeyValueBlockingStub stub;
        private @org.jspecify.annotations.Nullable ManagedChannel channel;
        private PutRequest request = PutRequest.getDefaultInstance();

        /** Connects to the leader. */
        @Setup(Level.Trial)
        public void connect(ServerThreadsBenchmark benchmark, ThreadParams thread) {
            channel = Channels.open(benchmark.running().leader().kvEndpoint());
            stub = KeyValueGrpc.newBlockingStub(channel);
            request = PutRequest.newBuilder()
                    .setKey("key-" + thread.getThreadIndex())
                    .setValue(ByteString.copyFrom(new byte[VALUE_BYTES]))
                    .build();
        }

        /** Disconnects. */
        @TearDown(Level.Trial)
        public void disconnect() {
            if (channel != null) {
                channel.shutdownNow();
            }
        }

        PutResponse put() {
            return java.util.Objects.requireNonNull(stub).put(request);
        }
    }

    /** One Put, answered after commit. */
    @Benchmark
    public PutResponse put(Client client) {
        return client.put();
    }
}
