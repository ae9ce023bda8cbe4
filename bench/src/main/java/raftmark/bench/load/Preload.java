package raftmark.bench.load;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Operation;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.PutResponse;

/** Writes every key once before a run that reads, so that a Get finds a value of the stated length. */
public final class Preload {
    private static final int OUTSTANDING_MAX = 64;
    private static final int DEADLINE_SECONDS = 10;

    private Preload() {}

    /**
     * Puts all keys of a configuration, and returns when every Put is acknowledged.
     *
     * @throws IOException if a Put failed
     */
    public static void run(Cell cell, String endpoint, LoadThreads threads, long seed)
            throws IOException, InterruptedException {
        Requests requests = Requests.of(cell, seed);
        Semaphore room = new Semaphore(OUTSTANDING_MAX);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        ManagedChannel channel = threads.open(endpoint);
        try {
            KeyValueGrpc.KeyValueFutureStub stub = KeyValueGrpc.newFutureStub(channel);
            for (int key = 0; key < cell.keyCount() && failure.get() == null; key++) {
                room.acquire();
                Futures.addCallback(
                        stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                                .put((PutRequest) requests.get(Operation.PUT, key, key)),
                        new FutureCallback<PutResponse>() {
                            @Override
                            public void onSuccess(@Nullable PutResponse response) {
                                room.release();
                            }

                            @Override
                            public void onFailure(Throwable thrown) {
                                failure.compareAndSet(null, thrown);
                                room.release();
                            }
                        },
                        MoreExecutors.directExecutor());
            }
            room.acquire(OUTSTANDING_MAX);
        } finally {
            channel.shutdownNow();
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IOException("writing the keys before the run failed: " + failed, failed);
        }
    }
}
