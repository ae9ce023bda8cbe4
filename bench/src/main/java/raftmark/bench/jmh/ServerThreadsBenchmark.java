package raftmark.bench.jmh;

import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
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

/**
 * What more server threads do to a cluster that lies, with its clients, inside one JVM.
 *
 * <p>Each fork starts a fresh three-node cluster of one backend: real Raft, real fsync, real gRPC over loopback. JMH's threads
 * are the clients: each sends a request and waits for the reply, so {@code -t 64} is a closed loop of 64 clients. The handler
 * executor is a fixed pool of {@code serverThreads}; under {@code handler=blocking} a thread waits for the commit, so
 * throughput must follow {@code min(N/S, C/R1, ceiling)}; under {@code async} N should hardly matter.
 *
 * <ul>
 *   <li>{@link #put}: 100 bytes to one of 1,000 keys, uniform. The question of the whole project.
 *   <li>{@link #get}: one of these keys, at {@code readLevel}; {@code log_read}, the default, goes through the log like a write.
 *   <li>{@link #append}: 16 bytes to one of 10,000 keys. The reply carries the old value, so on few keys the values would grow
 *       until the benchmark measured copying; spread like this they reach a few hundred bytes within a fork at 10,000 operations a second.
 *   <li>{@link #lab}: the lab's mix on its one key K1, Get, Put and Append alike often; Put keeps the value short. The profile
 *       runs it as the lab does, with five clients that ask any of the three servers ({@code target=any}).
 *   <li>{@link #reader} and {@link #writer}, one asymmetric group: 48 threads that Get and 16 that Put the same keys. JMH
 *       reports each side by itself. {@code -tg 60,4} changes the shape; the result keeps it as {@code threadGroups}.
 * </ul>
 *
 * <p>Throughput mode counts; sample-time mode times single calls, for percentiles. JMH samples a part of the calls only, so
 * throughput is not to be computed of it.
 *
 * <p>What it forbids to conclude: clients and all three servers share one heap, one JIT and the machine's cores, so the ceiling
 * is lower than that of separate processes; blocking clients cost a thread each; C1 only; the warm-up is 3 s, where runs need 7 to 30 s until
 * they are steady, so the cluster is not warm ({@code -wi 5 -w 4} warms it, and takes twice as long).
 * Writers slow readers down on two cores by taking the cores, whatever the library does. Figures to quote come from
 * {@code bin/raftmark run server-threads}; this is the same question for whoever trusts JMH's forks.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-server-threads verify
 * mvn -pl bench -am -Pjmh-server-threads verify -Djmh.args="put -bm thrpt -p backend=jraft -p handler=blocking -p serverThreads=1,2,4,8"
 * mvn -pl bench -am -Pjmh-server-threads verify -Djmh.args="readersAndWriters -tg 60,4"
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(64)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(
        value = 3,
        jvmArgsAppend = {
            "-XX:TieredStopAtLevel=1",
            "-Xms1g",
            "-Xmx1g",
            "-Dcom.google.protobuf.use_unsafe_pre22_gencode=true"
        })
public class ServerThreadsBenchmark {
    /** Which Raft library; the rungs {@code local} and {@code echo} are taken too. */
    @Param({"jraft", "ratis"})
    public String backend = "";

    /** Whether the handler thread waits for the commit. */
    @Param({"blocking", "async"})
    public String handler = "";

    /** Size of the fixed handler pool. */
    @Param({"1", "4", "16", "64"})
    public int serverThreads;

    /** Whom the clients ask: the leader, or any server at random. */
    @Param("leader")
    public String target = "";

    /** Level of every Get. */
    @Param("log_read")
    public String readLevel = "";

    private @Nullable ServedCluster cluster;
    private @Nullable BenchmarkRequests requests;

    /** Starts the cluster, waits until it accepts writes, and puts the keys that are read. */
    @Setup(Level.Trial)
    public void startCluster() throws IOException, TimeoutException, InterruptedException {
        requests = BenchmarkRequests.atLevel(readLevel);
        cluster = ServedCluster.start(backend, handler, serverThreads);
        cluster.preload(BenchmarkRequests.KEYS, BenchmarkRequests::key, BenchmarkRequests.VALUE_BYTES);
    }

    /** Stops the cluster and deletes its data. */
    @TearDown(Level.Trial)
    public void stopCluster() throws IOException {
        cluster().close();
    }

    ServedCluster cluster() {
        return java.util.Objects.requireNonNull(cluster, "the cluster was not started");
    }

    BenchmarkRequests requests() {
        return java.util.Objects.requireNonNull(requests, "the cluster was not started");
    }

    /** One Put, answered after commit. */
    @Benchmark
    public MessageLite put(ServerThreadsClient client) {
        return client.put();
    }

    /** One Get. */
    @Benchmark
    public MessageLite get(ServerThreadsClient client) {
        return client.get();
    }

    /** One Append, which answers the old value. */
    @Benchmark
    public MessageLite append(ServerThreadsClient client) {
        return client.append();
    }

    /** One operation of the lab's mix. */
    @Benchmark
    public MessageLite lab(ServerThreadsClient client) {
        return client.lab();
    }

    /** The many: one Get. */
    @Benchmark
    @Group("readersAndWriters")
    @GroupThreads(48)
    public MessageLite reader(ServerThreadsClient client) {
        return client.get();
    }

    /** The few: one Put. */
    @Benchmark
    @Group("readersAndWriters")
    @GroupThreads(16)
    public MessageLite writer(ServerThreadsClient client) {
        return client.put();
    }
}
