package raftmark.bench.jmh;

import java.nio.ByteBuffer;
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
import org.openjdk.jmh.annotations.Warmup;
import raftmark.kv.machine.Command;
import raftmark.kv.machine.Command.SessionRequest;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.KvStateMachine;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.machine.Reply;

/**
 * What exactly-once costs on the apply thread, by the number of clients in the session table.
 *
 * <p>Every command carries a request id; the clients take turns, so that each use moves its session from one end of the table to the
 * other, the dearest pattern there is. The bound of 10,000 sessions is raised to 200,000, so that 100,000 clients all stay: otherwise every
 * command of the large table would be refused as expired, and refusing is cheap. The client's sequence number is written into bytes
 * that were encoded before, so encoding is not in the figure.
 *
 * <ul>
 *   <li>{@link #put}: a new sequence, executed and remembered.
 *   <li>{@link #append}: the same for an Append, whose reply with the old value (100 to 200 bytes) the session keeps; as in {@link
 *       ApplyBenchmark}, each key is put back once in a hundred times.
 *   <li>{@link #repeatedPut}: the sequence that the client sent last, as in a retry; answered from the table, nothing is executed.
 * </ul>
 *
 * <p>Held against {@link ApplyBenchmark} at 100 keys it gives the price of a request id. What it forbids to conclude: real clients do not take
 * turns so neatly, and a table of 100,000 sessions costs most where this does not look, in the garbage collector of a server and in its
 * snapshots ({@link SnapshotBenchmark}).
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="SessionApplyBenchmark"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="SessionApplyBenchmark.put -p clients=1,10,100,1000,10000,100000"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 3, jvmArgsAppend = "-Xmx2g")
public class SessionApplyBenchmark {
    private static final MachineLimits LIMITS = new MachineLimits(1024 * 1024, 200_000, 1L << 30);
    private static final int KEYS = 100;
    private static final int VALUE_BYTES = 100;
    private static final int APPENDS_BEFORE_PUT = 99;
    private static final int CLIENT_ID_BYTES = 12;

    /** Sessions in the table. */
    @Param({"1", "1000", "100000"})
    public int clients;

    private final KvStateMachine machine = new KvStateMachine(LIMITS);
    private ByteBuffer[] puts = {};
    private ByteBuffer[] appends = {};
    private long[] sequences = {};
    private long index;
    private int client;
    private long turns;

    /** Encodes a Put and an Append for each client, and opens each session. */
    @Setup(Level.Trial)
    public void build() {
        puts = new ByteBuffer[clients];
        appends = new ByteBuffer[clients];
        sequences = new long[clients];
        for (int i = 0; i < clients; i++) {
            SessionRequest first = new SessionRequest(String.format("client%06d", i), 1);
            String key = "key-" + i % KEYS;
            puts[i] = CommandCodec.encode(new Command.Put(key, new byte[VALUE_BYTES], first));
            appends[i] = CommandCodec.encode(new Command.Append(key, new byte[1], first));
            sequences[i] = 1;
            requireOk(machine.apply(++index, puts[i]));
        }
        requireOk(put());
        requireOk(append());
        if (machine.sessionCount() != clients) {
            throw new IllegalStateException(machine.sessionCount() + " sessions instead of " + clients);
        }
    }

    private static void requireOk(ByteBuffer reply) {
        Reply.Status status = CommandCodec.decodeReply(reply).status();
        if (status != Reply.Status.OK) {
            throw new IllegalStateException("the state machine answered " + status + ": this would measure refusals");
        }
    }

    private int nextClient() {
        client = client + 1 == clients ? 0 : client + 1;
        return client;
    }

    /** The command with the client's next sequence, which stands behind opcode, length and client id. */
    private ByteBuffer next(ByteBuffer[] commands, int of) {
        return commands[of].putLong(2 + CLIENT_ID_BYTES, ++sequences[of]);
    }

    /** A new write of the next client. */
    @Benchmark
    public ByteBuffer put() {
        return machine.apply(++index, next(puts, nextClient()));
    }

    /** A new append of the next client. Every key is put back after 99 appends to it, whoever they came from. */
    @Benchmark
    public ByteBuffer append() {
        int of = nextClient();
        // Clients in turn use the keys in turn, or the one key of the one client.
        long round = turns++ / Math.min(KEYS, clients);
        return machine.apply(
                ++index, next(round % (APPENDS_BEFORE_PUT + 1) == APPENDS_BEFORE_PUT ? puts : appends, of));
    }

    /** The last write of the next client again. */
    @Benchmark
    public ByteBuffer repeatedPut() {
        int of = nextClient();
        return machine.apply(++index, puts[of].putLong(2 + CLIENT_ID_BYTES, sequences[of]));
    }
}
