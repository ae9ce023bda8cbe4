package raftmark.kv.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.AppendResponse;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.GetResponse;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.RequestId;
import raftmark.kv.wire.Limits;
import raftmark.kv.wire.Outcome;

/**
 * A blocking client of a cluster. It asks any of the servers, follows redirects, and sends a request again where that is
 * safe: always after a refusal; after an unknown outcome if it is a read, or a write under a request id. Every call ends
 * within the timeout, with an answer or a {@link KvClientException}. INVALID_ARGUMENT and OUT_OF_RANGE are never retried.
 *
 * <p>A client is one exactly-once session: its writes carry the client id and a sequence from 1, and the state machine
 * applies each once however often it is sent, within the bounds that {@link raftmark.kv.machine.KvStateMachine} states. A
 * session has one request outstanding at a time. So the client is thread-safe, but its writes go one after the other;
 * who wants them concurrent opens a client per thread. Reads are concurrent.
 *
 * <p>When the servers have forgotten the session, the write fails with FAILED_PRECONDITION, because the client cannot know
 * what became of it if it was sent before; it is not retried silently. The next call opens a fresh session.
 */
public final class KvClient implements AutoCloseable {
    private final Servers servers;
    private final Caller caller;
    private final CountDownLatch closed;
    private final Duration timeout;
    private final ReentrantLock writes = new ReentrantLock();
    private final @Nullable Session session;

    private KvClient(Builder builder) {
        servers = new Servers(builder.endpoints);
        closed = new CountDownLatch(1);
        timeout = builder.timeout;
        caller = new Caller(servers, builder.deadline, builder.timeout, builder.pacing, builder.random, closed);
        session = builder.requestIds
                ? new Session(builder.clientId == null ? builder.freshIds.get() : builder.clientId, builder.freshIds)
                : null;
    }

    /**
     * A client of the servers at {@code endpoints}, each {@code host:port}; one is enough, more survive its failure.
     *
     * @throws IllegalArgumentException from {@link Builder#build} if there is none, or one is not of that form
     */
    public static Builder builder(List<String> endpoints) {
        return new Builder(endpoints);
    }

    /** The value of a key, empty if there is none. */
    public Optional<byte[]> get(String key, ReadLevel level) {
        GetRequest request = GetRequest.newBuilder()
                .setKey(checked(key))
                .setReadLevel(raftmark.kv.v1.ReadLevel.valueOf(level.name()))
                .build();
        GetResponse response = caller.call(
                "get of '" + key + "'", Caller.Kind.READ, caller.callDeadlineNanos(), stub -> stub.get(request));
        return response.getFound() ? Optional.of(response.getValue().toByteArray()) : Optional.empty();
    }

    /** Sets the value of a key. The array must not change until the call returns. */
    public void put(String key, byte[] value) {
        PutRequest.Builder request =
                PutRequest.newBuilder().setKey(checked(key)).setValue(UnsafeByteOperations.unsafeWrap(value));
        write("put of '" + key + "'", id -> {
            PutRequest identified =
                    id == null ? request.build() : request.setRequestId(id).build();
            return stub -> stub.put(identified);
        });
    }

    /**
     * Appends to the value of a key, creating it if missing; answers the value before, empty if the key did not exist. The
     * array must not change until the call returns.
     */
    public Optional<byte[]> append(String key, byte[] args) {
        AppendRequest.Builder request =
                AppendRequest.newBuilder().setKey(checked(key)).setArgs(UnsafeByteOperations.unsafeWrap(args));
        AppendResponse response = write("append to '" + key + "'", id -> {
            AppendRequest identified =
                    id == null ? request.build() : request.setRequestId(id).build();
            return stub -> stub.append(identified);
        });
        ByteString old = response.getOldValue();
        return response.getFound() ? Optional.of(old.toByteArray()) : Optional.empty();
    }

    private <T> T write(
            String what, Function<@Nullable RequestId, Function<KeyValueGrpc.KeyValueBlockingStub, T>> request) {
        long deadlineNanos = caller.callDeadlineNanos();
        Session mine = session;
        if (mine == null) {
            return caller.call(what, Caller.Kind.PLAIN_WRITE, deadlineNanos, request.apply(null));
        }
        lockWrites(what);
        boolean answered = false;
        boolean lost = false;
        try {
            T reply = caller.call(what, Caller.Kind.IDENTIFIED_WRITE, deadlineNanos, request.apply(mine.next()));
            answered = true;
            return reply;
        } catch (KvClientException e) {
            lost = e.code() == Status.Code.FAILED_PRECONDITION;
            throw e;
        } finally {
            if (answered) {
                mine.succeeded();
            } else {
                mine.failed(lost);
            }
            writes.unlock();
        }
    }

    /** Waits its turn: a session has one request outstanding. */
    private void lockWrites(String what) {
        String why;
        try {
            if (writes.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            why = "other writes of this client took " + timeout.toMillis() + " ms";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            why = "the thread was interrupted while it waited for other writes of this client";
        }
        throw new KvClientException(
                what + " was not sent: " + why + ". Outcome refused: use one client per thread for concurrent writes",
                Outcome.REFUSED,
                Status.Code.CANCELLED,
                null);
    }

    /** A text that UTF-8 cannot express would silently become another key. */
    private static String checked(String key) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
            throw new IllegalArgumentException(
                    "key '" + key + "' has half a surrogate pair, which UTF-8 cannot express");
        }
        return key;
    }

    /** Ends calls in progress, which then fail, and closes every channel. */
    @Override
    public void close() {
        closed.countDown();
        servers.close();
    }

    /** Settings of a {@link KvClient}. */
    public static final class Builder {
        private final List<String> endpoints;
        private Duration deadline = Duration.ofSeconds(3);
        private Duration timeout = Duration.ofSeconds(30);
        private boolean requestIds = true;
        private @Nullable String clientId;
        private Supplier<String> freshIds = () -> UUID.randomUUID().toString();
        private Pacing pacing = new Pacing.Real();
        private RandomGenerator random = new Random();

        private Builder(List<String> endpoints) {
            this.endpoints = List.copyOf(endpoints);
        }

        /** How long one attempt may take; 3 s by default. */
        public Builder deadline(Duration perAttempt) {
            this.deadline = positive("deadline", perAttempt);
            return this;
        }

        /** How long a call may take with all its attempts and pauses; 30 s by default. */
        public Builder timeout(Duration total) {
            this.timeout = positive("timeout", total);
            return this;
        }

        /**
         * The client id of the first session; a random one by default. It must never have been used before: a state machine
         * that knows it answers from the old session. A session that replaces a lost one has a random id.
         *
         * @throws IllegalArgumentException if it is not 1 to 128 bytes of UTF-8
         */
        public Builder clientId(String id) {
            int bytes = id.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < 1 || bytes > Limits.CLIENT_ID_BYTES_MAX) {
                throw new IllegalArgumentException("clientId '" + id + "' is " + bytes + " bytes of UTF-8, not 1 to "
                        + Limits.CLIENT_ID_BYTES_MAX);
            }
            this.clientId = id;
            return this;
        }

        /** Sends writes without a request id: concurrent, at least once, and not sent again after an unknown outcome. */
        public Builder withoutRequestIds() {
            this.requestIds = false;
            return this;
        }

        /** @param jitter must be thread-safe */
        Builder pacing(Pacing injected, RandomGenerator jitter) {
            this.pacing = injected;
            this.random = jitter;
            return this;
        }

        Builder freshIds(Supplier<String> ids) {
            this.freshIds = ids;
            return this;
        }

        /** The client; it connects at its first call. */
        public KvClient build() {
            return new KvClient(this);
        }

        private static Duration positive(String field, Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException(field + " " + value + " is not positive");
            }
            return value;
        }
    }
}
