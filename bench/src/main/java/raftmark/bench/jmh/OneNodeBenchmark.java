package raftmark.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import raftmark.kv.machine.Command;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.NodeConfig;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;
import raftmark.server.Backends;
import raftmark.server.KvNode;
import raftmark.server.Ports;

/**
 * A command's whole way through a library that has no followers: submitted through the SPI to a cluster of one node, appended, forced,
 * committed, applied, answered. No network, no front end.
 *
 * <p>{@link #one} has one command in flight; {@link #batchOf64} has 64, submitted together and awaited together, and counts as 64 operations. Held
 * against {@link LogAppendBenchmark} it shows what the library adds to its own log: queues and hand-overs between its threads, the commit of a
 * quorum of one, the apply thread. {@code backend=local} gives the state machine alone by the same way.
 *
 * <p>What it forbids to conclude: nothing is replicated, so neither the followers' forces nor the network are in it; a quorum of three
 * waits for the second fastest disk. One thread submits. C1, as in the cluster benchmarks.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="OneNodeBenchmark"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="OneNodeBenchmark.one -bm sample -tu us -p backend=local,jraft,ratis"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "-XX:TieredStopAtLevel=1",
            "-Xms1g",
            "-Xmx1g",
            "-Dcom.google.protobuf.use_unsafe_pre22_gencode=true"
        })
public class OneNodeBenchmark {
    private static final int IN_FLIGHT = 64;
    private static final String HOST = "127.0.0.1";
    private static final long LEADER_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);
    private static final long ANSWER_SECONDS_MAX = 10;

    /** Which library. */
    @Param({"jraft", "ratis"})
    public String backend = "";

    private Path directory = Path.of("");
    private @Nullable KvNode node;
    private ByteBuffer command = ByteBuffer.allocate(0);

    /** Starts the node and waits until it leads. */
    @Setup(Level.Trial)
    public void start() throws IOException, TimeoutException, InterruptedException {
        command = CommandCodec.encode(new Command.Put("key-0000001", new byte[100], null));
        directory = Scratch.create("one-" + backend);
        List<Integer> ports = Ports.free(2);
        NodeId self = new NodeId("n1");
        NodeConfig config = new NodeConfig(
                "one",
                self,
                List.of(new Peer(self, HOST, ports.get(0), ports.get(1))),
                directory.resolve("n1"),
                HOST,
                NodeConfig.ELECTION_TIMEOUT_MIN,
                NodeConfig.ELECTION_TIMEOUT_MAX,
                Map.of());
        node = KvNode.start(Backends.named(backend), config, MachineLimits.DEFAULT);
        long startedNanos = System.nanoTime();
        while (!node.raft().status().leads()) {
            if (System.nanoTime() - startedNanos > LEADER_NANOS_MAX) {
                throw new TimeoutException(
                        "the node does not lead: " + node.raft().status());
            }
            Thread.sleep(10);
        }
    }

    /** Stops the node and deletes its data. */
    @TearDown(Level.Trial)
    public void stop() throws IOException {
        if (node != null) {
            node.close();
        }
        Scratch.delete(directory);
    }

    private CompletableFuture<ByteBuffer> submit() {
        return java.util.Objects.requireNonNull(node, "not started").raft().submit(command.duplicate());
    }

    /** One command, answered before the next is submitted. */
    @Benchmark
    public ByteBuffer one() throws Exception {
        return submit().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    }

    /** One of 64 commands in flight together. */
    @Benchmark
    @OperationsPerInvocation(IN_FLIGHT)
    public void batchOf64() throws Exception {
        CompletableFuture<?>[] submitted = new CompletableFuture<?>[IN_FLIGHT];
        for (int i = 0; i < IN_FLIGHT; i++) {
            submitted[i] = submit();
        }
        CompletableFuture.allOf(submitted).get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
