package raftmark.bench.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;
import raftmark.kv.machine.Command;
import raftmark.kv.machine.Command.SessionRequest;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.KvStateMachine;
import raftmark.kv.machine.MachineLimits;

/**
 * How long the apply thread stands still for a snapshot, and how long a replica takes to come back from one.
 *
 * <p>{@link #save} writes the map in key order and the sessions in order of use to a new file, and forces it: sorting, encoding,
 * checksum, writing and the fsync are all in it. {@link #load} reads such a file and builds map and sessions anew; the file lies in
 * the page cache, as it does for a follower that has just received it. Values have 100 bytes. The session table is
 * written too: a thousand clients, or with {@code -p sessions=100000} as many as {@link SessionApplyBenchmark} has.
 *
 * <p>What it forbids to conclude: the directory is the build folder's, so the fsync is that disk's; no entries are applied and nobody reads
 * meanwhile; a library adds its own copying (Ratis an MD5 of the file). Snapshots are off in every other measurement of this project.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="SnapshotBenchmark"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="SnapshotBenchmark -p entries=1000000 -p sessions=100000 -jvmArgsPrepend -Xmx4g"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(3)
public class SnapshotBenchmark {
    private static final MachineLimits LIMITS = new MachineLimits(1024 * 1024, 200_000, 1L << 30);
    private static final int VALUE_BYTES = 100;

    /** Keys in the map. */
    @Param({"1000", "100000"})
    public int entries;

    /** Clients in the session table. */
    @Param("1000")
    public int sessions;

    private final KvStateMachine machine = new KvStateMachine(LIMITS);
    private final KvStateMachine reader = new KvStateMachine(LIMITS);
    private Path directory = Path.of("");
    private Path kept = Path.of("");
    private Path written = Path.of("");

    /** Fills the map and the table, and writes the file that is loaded. */
    @Setup(Level.Trial)
    public void build() throws IOException {
        long index = 0;
        for (int i = 0; i < Math.max(entries, sessions); i++) {
            SessionRequest request = i < sessions ? new SessionRequest("client-" + i, 1) : null;
            machine.apply(
                    ++index,
                    CommandCodec.encode(new Command.Put("key-" + i % entries, new byte[VALUE_BYTES], request)));
        }
        directory = Scratch.create("snapshot");
        kept = directory.resolve("kept");
        written = directory.resolve("written");
        machine.save(kept);
    }

    /** Removes what {@link #save} wrote, outside of the time that is measured; a call takes milliseconds, so this may be done for each. */
    @TearDown(Level.Invocation)
    public void removeWritten() throws IOException {
        Files.deleteIfExists(written);
    }

    /** Deletes the directory. */
    @TearDown(Level.Trial)
    public void delete() throws IOException {
        Scratch.delete(directory);
    }

    /** Writes and forces a snapshot. */
    @Benchmark
    public void save() throws IOException {
        machine.save(written);
    }

    /** Reads a snapshot in place of the state. */
    @Benchmark
    public void load() throws IOException {
        reader.load(kept);
    }
}
