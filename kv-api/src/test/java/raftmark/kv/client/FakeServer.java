package raftmark.kv.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import raftmark.kv.machine.Command;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.KvStateMachine;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.machine.Reply;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.AppendResponse;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.GetResponse;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.PutResponse;
import raftmark.kv.v1.RequestId;
import raftmark.kv.wire.Outcome;
import raftmark.kv.wire.WireMetadata;

/** A key/value server on a loopback port that follows a script: it serves from a real state machine, or fails as told. */
final class FakeServer extends KeyValueGrpc.KeyValueImplBase implements AutoCloseable {
    /** The cluster's state behind one or more fake servers. */
    static final class Store {
        private final KvStateMachine machine;
        private long index;

        Store(MachineLimits limits) {
            machine = new KvStateMachine(limits);
        }

        synchronized Reply apply(Command command) {
            return CommandCodec.decodeReply(machine.apply(++index, CommandCodec.encode(command)));
        }

        @Nullable
        String get(String key) {
            byte[] value = machine.get(key);
            return value == null ? null : ByteString.copyFrom(value).toStringUtf8();
        }
    }

    /**
     * What happens to one request.
     *
     * @param applies whether the state machine sees it
     * @param failure what the client gets instead of the reply; null for the reply
     * @param hangs whether the client gets nothing at all
     */
    record Step(boolean applies, @Nullable StatusRuntimeException failure, boolean hangs) {
        static final Step SERVE = new Step(true, null, false);
        static final Step HANG = new Step(false, null, true);

        static Step refused(Status.Code code) {
            return failing(false, code, Outcome.REFUSED);
        }

        static Step unknown(Status.Code code) {
            return failing(false, code, Outcome.UNKNOWN);
        }

        static Step appliedButUnknown(Status.Code code) {
            return failing(true, code, Outcome.UNKNOWN);
        }

        static Step withoutTrailer(Status.Code code) {
            return new Step(false, Status.fromCode(code).asRuntimeException(), false);
        }

        static Step redirect(String leader) {
            StatusRuntimeException failure = withOutcome(Status.Code.FAILED_PRECONDITION, Outcome.REFUSED);
            failure.getTrailers().put(WireMetadata.LEADER, leader);
            return new Step(false, failure, false);
        }

        private static Step failing(boolean applies, Status.Code code, Outcome outcome) {
            return new Step(applies, withOutcome(code, outcome), false);
        }
    }

    private final Store store;
    private final Server server;
    private final int port;
    private final Queue<Step> script = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Step> afterScript = new AtomicReference<>(Step.SERVE);
    private final List<Message> requests = new CopyOnWriteArrayList<>();

    FakeServer(Store store) throws IOException {
        this(store, 0);
    }

    FakeServer(Store store, int wantedPort) throws IOException {
        this.store = store;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", wantedPort))
                .addService(this)
                .build()
                .start();
        this.port = server.getPort();
    }

    int port() {
        return port;
    }

    String endpoint() {
        return "127.0.0.1:" + port();
    }

    /** The next requests' fates, in order. */
    FakeServer next(Step... steps) {
        script.addAll(List.of(steps));
        return this;
    }

    /** The fate of every request beyond the script. */
    FakeServer always(Step step) {
        afterScript.set(step);
        return this;
    }

    List<Message> requests() {
        return requests;
    }

    /** The request ids of the writes that came, in order. */
    List<RequestId> requestIds() {
        return requests.stream()
                .flatMap(request -> request instanceof PutRequest put
                        ? Stream.of(put.getRequestId())
                        : request instanceof AppendRequest append ? Stream.of(append.getRequestId()) : Stream.empty())
                .toList();
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> observer) {
        Step step = begin(request);
        byte[] value = store.machine.get(request.getKey());
        finish(
                step,
                observer,
                value == null
                        ? GetResponse.getDefaultInstance()
                        : GetResponse.newBuilder()
                                .setFound(true)
                                .setValue(ByteString.copyFrom(value))
                                .build());
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
        Step step = begin(request);
        Command command = new Command.Put(
                request.getKey(), request.getValue().toByteArray(), id(request.hasRequestId(), request.getRequestId()));
        Step fate = apply(step, command, new AtomicReference<>());
        finish(fate, observer, PutResponse.newBuilder().setSuccess(true).build());
    }

    @Override
    public void append(AppendRequest request, StreamObserver<AppendResponse> observer) {
        Step step = begin(request);
        Command command = new Command.Append(
                request.getKey(), request.getArgs().toByteArray(), id(request.hasRequestId(), request.getRequestId()));
        AtomicReference<Reply> reply = new AtomicReference<>(new Reply(Reply.Status.OK, false, new byte[0]));
        Step fate = apply(step, command, reply);
        finish(
                fate,
                observer,
                AppendResponse.newBuilder()
                        .setFound(reply.get().found())
                        .setOldValue(ByteString.copyFrom(reply.get().oldValue()))
                        .build());
    }

    private Step begin(Message request) {
        requests.add(request);
        Step step = script.poll();
        return step == null ? afterScript.get() : step;
    }

    private Step apply(Step step, Command command, AtomicReference<Reply> reply) {
        if (!step.applies()) {
            return step;
        }
        reply.set(store.apply(command));
        if (step.failure() != null) {
            return step;
        }
        return switch (reply.get().status()) {
            case OK -> step;
            case VALUE_TOO_LARGE -> Step.refused(Status.Code.OUT_OF_RANGE);
            case SESSION_EXPIRED, STALE_SEQUENCE, MALFORMED -> Step.refused(Status.Code.FAILED_PRECONDITION);
        };
    }

    private static <T> void finish(Step step, StreamObserver<T> observer, T reply) {
        if (step.failure() != null) {
            observer.onError(step.failure());
        } else if (!step.hangs()) {
            observer.onNext(reply);
            observer.onCompleted();
        }
    }

    private static Command.@Nullable SessionRequest id(boolean present, RequestId id) {
        return present ? new Command.SessionRequest(id.getClientId(), id.getSequence()) : null;
    }

    private static StatusRuntimeException withOutcome(Status.Code code, Outcome outcome) {
        Metadata trailers = new Metadata();
        trailers.put(WireMetadata.OUTCOME, outcome.trailer());
        return Status.fromCode(code).withDescription("scripted").asRuntimeException(trailers);
    }

    /** Ends at once: calls in progress fail without a trailer. */
    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
