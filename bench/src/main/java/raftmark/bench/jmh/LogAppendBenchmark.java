package raftmark.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
import raftmark.kv.spi.BackendLog;
import raftmark.server.Backends;

/**
 * What each library's log takes to append a command and force it to disk, with no Raft around it.
 *
 * <p>The library's own log storage is opened under the settings that a node has ({@link BackendLog}; the backend's class says what of the library it
 * is). JRaft: checksum, encode, one RocksDB write batch, one synced write-ahead log, on the calling thread. Ratis: cache, queue to the log worker,
 * encode, write, {@code FileChannel.force}, and back; its worker is a part of the log, so the hand-over between threads is in it. {@link
 * #one} appends a single command and waits; {@link #batchOf32} appends 32 that may share a force, and counts as 32 operations. The quotient of
 * both is what batching is worth, and the reason why blocking handlers, which keep few commands in flight, cost so much.
 *
 * <p>What it forbids to conclude: replication, election, commit and the state machine are left out, and so is the follower's disk, which a quorum also waits
 * for. What the two libraries do on the calling thread differs, so a difference between them says where their work lies, not which is better. It
 * is the disk of the build folder: {@code bin/raftmark env} and an fsync probe say what that is. C1, as in the cluster benchmarks.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="LogAppendBenchmark"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="LogAppendBenchmark -p backend=jraft -p valueBytes=100,4096,65536"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"-XX:TieredStopAtLevel=1", "-Xms1g", "-Xmx1g"})
public class LogAppendBenchmark {
    private static final int BATCH = 32;

    /** Which library. */
    @Param({"jraft", "ratis"})
    public String backend = "";

    /** Length of the value in the Put that is appended. */
    @Param("100")
    public int valueBytes;

    private Path directory = Path.of("");
    private @Nullable BackendLog log;
    private List<ByteBuffer> single = List.of();
    private List<ByteBuffer> batch = List.of();

    /** Opens an empty log. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        ByteBuffer command = CommandCodec.encode(new Command.Put("key-0000001", new byte[valueBytes], null));
        single = List.of(command);
        batch = Collections.nCopies(BATCH, command);
        directory = Scratch.create("log-" + backend);
        log = Backends.named(backend)
                .openLog(directory.resolve("log"), Map.of())
                .orElseThrow(() -> new IllegalArgumentException("backend '" + backend + "' exposes no log of its own"));
    }

    /** Closes the log and deletes it. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        if (log != null) {
            log.close();
        }
        Scratch.delete(directory);
    }

    /** One command, forced by itself. */
    @Benchmark
    public void one() throws IOException {
        log().append(single);
    }

    /** One of 32 commands that are given together. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void batchOf32() throws IOException {
        log().append(batch);
    }

    private BackendLog log() {
        return java.util.Objects.requireNonNull(log, "not opened");
    }
}
