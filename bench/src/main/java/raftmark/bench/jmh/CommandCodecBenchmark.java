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
import raftmark.kv.machine.CommandCodec.MalformedCommandException;
import raftmark.kv.machine.Reply;

/**
 * What it costs to turn commands and replies into bytes of the replicated log, and back.
 *
 * <p>The leader encodes a command once and decodes its reply once; each replica decodes the command and encodes the reply. So
 * a three-node cluster pays one {@code encode…} and three {@code decode…} for a write. A Put here has no request id, an Append
 * has one (a client id of 36 characters, as a UUID has), which shows what exactly-once costs in this stage. Both directions
 * copy the value once, which is what {@code valueBytes=16384} shows.
 *
 * <p>What it forbids to conclude: the bytes lie in the cache of one core, the key is ASCII, and nothing else makes garbage; in a server the
 * copies compete with everything. Tens or hundreds of nanoseconds here are lost beside a commit of a millisecond, and that is the point: it is not
 * where the time goes.
 *
 * <pre>
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="CommandCodecBenchmark"
 * mvn -pl bench -am -Pjmh-stages verify -Djmh.args="CommandCodecBenchmark -prof gc -p valueBytes=100"
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(3)
public class CommandCodecBenchmark {
    private static final String KEY = "key-0000001";
    private static final SessionRequest REQUEST = new SessionRequest("0f8fad5b-d9cb-469f-a165-70867728950e", 7);

    /** Length of the value, of the appended bytes and of the reply's old value. */
    @Param({"100", "16384"})
    public int valueBytes;

    private ByteBuffer value = ByteBuffer.allocate(0);
    private Reply reply = new Reply(Reply.Status.OK, true, new byte[0]);
    private ByteBuffer encodedPut = ByteBuffer.allocate(0);
    private ByteBuffer encodedAppend = ByteBuffer.allocate(0);
    private ByteBuffer encodedReply = ByteBuffer.allocate(0);

    /** Builds what is encoded and decoded. */
    @Setup(Level.Trial)
    public void build() {
        value = ByteBuffer.wrap(new byte[valueBytes]);
        reply = new Reply(Reply.Status.OK, true, new byte[valueBytes]);
        encodedPut = encodePut();
        encodedAppend = encodeAppend();
        encodedReply = CommandCodec.encode(reply);
    }

    /** A Put without a request id. */
    @Benchmark
    public ByteBuffer encodePut() {
        return CommandCodec.encodePut(KEY, value, null);
    }

    /** The same, back. */
    @Benchmark
    public Command decodePut() throws MalformedCommandException {
        return CommandCodec.decode(encodedPut);
    }

    /** An Append under a request id. */
    @Benchmark
    public ByteBuffer encodeAppend() {
        return CommandCodec.encodeAppend(KEY, value, REQUEST);
    }

    /** The same, back. */
    @Benchmark
    public Command decodeAppend() throws MalformedCommandException {
        return CommandCodec.decode(encodedAppend);
    }

    /** A reply with an old value. */
    @Benchmark
    public ByteBuffer encodeReply() {
        return CommandCodec.encode(reply);
    }

    /** The same, back. */
    @Benchmark
    public Reply decodeReply() {
        return CommandCodec.decodeReply(encodedReply);
    }
}
