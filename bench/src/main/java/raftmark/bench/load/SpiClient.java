package raftmark.bench.load;

import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import raftmark.bench.spec.Operation;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.Reply;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.wire.Outcome;

/**
 * One client of {@link SpiLoad}. It sends on its event loop; the thread that completes an operation records it and gives the client back to
 * its loop, so that no library's thread ever submits.
 */
final class SpiClient implements Runnable {
    private final SpiLoad load;
    private final int number;
    private final Executor loop;
    private final FastRandom random;
    private final BiConsumer<@Nullable ByteBuffer, @Nullable Throwable> writeEnded = this::writeEnded;
    private final BiConsumer<@Nullable Void, @Nullable Throwable> readEnded = this::readEnded;

    private Operation operation = Operation.PUT;
    private String key = "";
    private volatile boolean out;
    private volatile long sentNanos;

    SpiClient(SpiLoad load, int number, Executor loop, long seed) {
        this.load = load;
        this.number = number;
        this.loop = loop;
        this.random = new FastRandom(seed);
    }

    /** Sends the next operation, or ends this client if the load is being stopped. */
    @Override
    public void run() {
        if (load.isStopping()) {
            load.clientEnded();
            return;
        }
        operation = load.chooseOperation(random);
        int chosen = load.chooseKey(random);
        sentNanos = System.nanoTime();
        out = true;
        if (operation == Operation.GET) {
            key = load.commands().key(chosen);
            var unused = barrier().whenComplete(readEnded);
        } else {
            var unused = submit(chosen).whenComplete(writeEnded);
        }
    }

    /** Sends the next operation from this client's own event loop. */
    void backToItsLoop() {
        loop.execute(this);
    }

    /** Since when an operation is out; {@code whenNone} if none is. */
    long outstandingSinceNanos(long whenNone) {
        long since = sentNanos;
        return out ? since : whenNone;
    }

    private CompletableFuture<ByteBuffer> submit(int chosen) {
        try {
            return load.node().raft().submit(CommandCodec.encode(load.commands().write(operation, chosen, number)));
        } catch (RuntimeException againstTheContract) {
            return CompletableFuture.failedFuture(againstTheContract);
        }
    }

    private CompletableFuture<Void> barrier() {
        try {
            return load.node().raft().readBarrier(load.readLevel());
        } catch (RuntimeException againstTheContract) {
            return CompletableFuture.failedFuture(againstTheContract);
        }
    }

    private void writeEnded(@Nullable ByteBuffer reply, @Nullable Throwable thrown) {
        if (thrown != null || reply == null) {
            failed(thrown);
            return;
        }
        Reply.Status status;
        try {
            status = CommandCodec.decodeReply(reply).status();
        } catch (IllegalArgumentException noReply) {
            failed(noReply);
            return;
        }
        if (status == Reply.Status.OK) {
            succeeded();
        } else {
            // Refused by the state machine: an append that would pass its cap, above all.
            ended(Status.Code.OUT_OF_RANGE, Outcome.REFUSED);
        }
    }

    private void readEnded(@Nullable Void passed, @Nullable Throwable thrown) {
        if (thrown != null) {
            failed(thrown);
        } else {
            load.read(key);
            succeeded();
        }
    }

    private void succeeded() {
        long latencyNanos = System.nanoTime() - sentNanos;
        out = false;
        load.recorder().success(operation, latencyNanos);
        loop.execute(this);
    }

    /** The codes that the front end would answer. */
    private void failed(@Nullable Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof NotLeaderException) {
            ended(Status.Code.UNAVAILABLE, Outcome.REFUSED);
        } else if (cause instanceof BusyException) {
            ended(Status.Code.RESOURCE_EXHAUSTED, Outcome.REFUSED);
        } else {
            ended(Status.Code.ABORTED, Outcome.UNKNOWN);
        }
    }

    private void ended(Status.Code code, Outcome outcome) {
        long latencyNanos = System.nanoTime() - sentNanos;
        out = false;
        load.recorder().failure(code, outcome, latencyNanos);
        load.later(this);
    }
}
