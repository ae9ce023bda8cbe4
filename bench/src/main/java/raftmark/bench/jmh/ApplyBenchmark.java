package raftmark.bench.jmh;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.Warmup;
import raftmark.kv.machine.Command;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.KvStateMachine;
import raftmark.kv.machine.MachineLimits;

/**
 * What one committed command costs on the apply thread, operation by operation, without request ids.
 *
 * <p>A command arrives as bytes and leaves as a reply's bytes, so its decoding and the reply's encoding are in the figure, as they are on
 * a library's apply thread, which is the one place of a replica that nothing else can help: one over this figure is the ceiling of any
 * backend with this state machine. Keys are taken in turn, so 10,000 of them leave the first caches and 100 do not.
 *
 * <ul>
 *   <li>{@link #put}: replaces a value of 100 bytes by another.
 *   <li>{@link #append}: adds one byte, as the lab's clients do, to a value of 100 to 200 bytes. Every hundredth command on a key is a
 *       Put that makes it short again, because an append copies the value and answers the old one: on a value that grows without
 *       bound this would measure memory bandwidth.
 *   <li>{@link #logRead}: the empty command, which is the read that goes through the log.
 *   <li>{@link #get}: the local lookup that answers every read; it runs on other threads than the apply thread.
 * </ul>
 *
 * <p>What it forbids to conclude: one thread applies and nobody reads meanwhile; the heap is small and young. See {@link
 * SessionApplyBenchmark} for commands with request ids.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="[.]ApplyBenchmark"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="[.]ApplyBenchmark.append -prof gc -p keyCount=1,1000000"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(3)
public class ApplyBenchmark {
    private static final int VALUE_BYTES = 100;
    private static final int APPENDS_BEFORE_PUT = 99;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Keys, taken in turn. */
    @Param({"100", "10000"})
    public int keyCount;

    private final KvStateMachine machine = new KvStateMachine(MachineLimits.DEFAULT);
    private String[] keys = {};
    private ByteBuffer[] puts = {};
    private ByteBuffer[] appends = {};
    private long index;
    private int key;
    private int appendsOfAKey;

    /** Encodes a Put and an Append for each key, and puts each once. */
    @Setup(Level.Trial)
    public void build() {
        keys = new String[keyCount];
        puts = new ByteBuffer[keyCount];
        appends = new ByteBuffer[keyCount];
        for (int i = 0; i < keyCount; i++) {
            keys[i] = "key-" + i;
            puts[i] = CommandCodec.encode(new Command.Put(keys[i], new byte[VALUE_BYTES], null));
            appends[i] = CommandCodec.encode(new Command.Append(keys[i], new byte[1], null));
            machine.apply(++index, puts[i]);
        }
    }

    private int nextKey() {
        key = key + 1 == keyCount ? 0 : key + 1;
        return key;
    }

    /** Replaces a value. */
    @Benchmark
    public ByteBuffer put() {
        return machine.apply(++index, puts[nextKey()]);
    }

    /** Adds a byte; once in a hundred times on each key, puts the value back. */
    @Benchmark
    public ByteBuffer append() {
        int next = nextKey();
        if (next == 0) {
            appendsOfAKey = appendsOfAKey == APPENDS_BEFORE_PUT ? 0 : appendsOfAKey + 1;
        }
        return machine.apply(++index, appendsOfAKey == APPENDS_BEFORE_PUT ? puts[next] : appends[next]);
    }

    /** Changes nothing but the index. */
    @Benchmark
    public ByteBuffer logRead() {
        return machine.apply(++index, NOTHING);
    }

    /** Looks a value up. */
    @Benchmark
    public byte @Nullable [] get() {
        return machine.get(keys[nextKey()]);
    }
}
