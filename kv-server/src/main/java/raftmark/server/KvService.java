package raftmark.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import raftmark.kv.machine.CommandCodec;
import raftmark.kv.machine.KvStateMachine;
import raftmark.kv.machine.Reply;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.AppendResponse;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.GetResponse;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.PutResponse;

/**
 * The key/value service: checks a request, hands it to the backend's node, and answers it, on the handler's thread in blocking
 * style and on the completing one in async style. Stateless but for counters, so any number of threads may call it.
 */
final class KvService {
    private static final Logger LOG = LoggerFactory.getLogger(KvService.class);
    private static final PutResponse PUT_DONE =
            PutResponse.newBuilder().setSuccess(true).build();
    private static final GetResponse NOT_FOUND = GetResponse.getDefaultInstance();

    private final String backend;
    private final Set<ReadLevel> readLevels;
    private final RaftNode raft;
    private final KvStateMachine machine;
    private final boolean blocking;
    private final BlockingWait wait = new BlockingWait(TimeUnit.SECONDS.toMillis(BlockingWait.WAIT_SECONDS_MAX));
    private final InFlight inFlight;
    private final Forwarder forwarder;
    private final Exchange.Observer observer;

    KvService(KvNode node, HandlerStyle style, InFlight inFlight, Forwarder forwarder, Exchange.Observer observer) {
        this.backend = node.backend().name();
        this.readLevels = node.backend().capabilities().readLevels();
        this.raft = node.raft();
        this.machine = node.machine();
        this.blocking = style == HandlerStyle.BLOCKING;
        this.inFlight = inFlight;
        this.forwarder = forwarder;
        this.observer = observer;
    }

    /** The service as gRPC takes it: straight call handlers, without the stubs' stream observers. */
    ServerServiceDefinition definition() {
        var get = method(
                Operation.GET,
                KeyValueGrpc.getGetMethod(),
                GetRequest.newBuilder().build(),
                this::get);
        var put = method(
                Operation.PUT,
                KeyValueGrpc.getPutMethod(),
                PutRequest.newBuilder().build(),
                this::put);
        var append = method(
                Operation.APPEND,
                KeyValueGrpc.getAppendMethod(),
                AppendRequest.newBuilder().build(),
                this::append);
        return ServerServiceDefinition.builder(ServiceDescriptor.newBuilder(KeyValueGrpc.SERVICE_NAME)
                        // For reflection, which looks the proto file up in it.
                        .setSchemaDescriptor(KeyValueGrpc.getServiceDescriptor().getSchemaDescriptor())
                        .addMethod(get.getMethodDescriptor())
                        .addMethod(put.getMethodDescriptor())
                        .addMethod(append.getMethodDescriptor())
                        .build())
                .addMethod(get)
                .addMethod(put)
                .addMethod(append)
                .build();
    }

    private <Q, R> ServerMethodDefinition<Q, R> method(
            Operation operation, MethodDescriptor<Q, R> method, Q malformed, Consumer<Exchange<Q, R>> handler) {
        TolerantMarshaller<Q> requests = new TolerantMarshaller<>(method.getRequestMarshaller(), malformed);
        return ServerMethodDefinition.create(
                method.toBuilder(requests, method.getResponseMarshaller()).build(), handler(operation, exchange -> {
                    if (exchange.request() == malformed) {
                        exchange.fail(Failure.refused(Status.Code.INVALID_ARGUMENT, Requests.MALFORMED));
                    } else {
                        handler.accept(exchange);
                    }
                }));
    }

    private <Q, R> ServerCallHandler<Q, R> handler(Operation operation, Consumer<Exchange<Q, R>> method) {
        Consumer<Exchange<Q, R>> guarded = exchange -> guard(exchange, () -> method.accept(exchange));
        return (call, headers) -> {
            // Two, so that a second message, which is against the contract, is seen.
            call.request(2);
            return new Exchange<>(operation, call, headers, observer, guarded);
        };
    }

    private static void guard(Exchange<?, ?> exchange, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            // An Error too: on a library's thread it would vanish in a future, and the call would stay open.
            LOG.warn("{} failed unexpectedly", exchange.operation().title(), e);
            exchange.fail(Failure.lost(exchange.operation(), "the server failed unexpectedly: " + e));
        }
    }

    private void put(Exchange<PutRequest, PutResponse> exchange) {
        PutRequest request = exchange.request();
        String complaint = Requests.complaint(request);
        if (complaint != null) {
            exchange.fail(Failure.refused(Status.Code.INVALID_ARGUMENT, complaint));
            return;
        }
        write(exchange, Requests.command(request), KeyValueGrpc.getPutMethod(), reply -> PUT_DONE);
    }

    private void append(Exchange<AppendRequest, AppendResponse> exchange) {
        AppendRequest request = exchange.request();
        String complaint = Requests.complaint(request);
        if (complaint != null) {
            exchange.fail(Failure.refused(Status.Code.INVALID_ARGUMENT, complaint));
            return;
        }
        write(exchange, Requests.command(request), KeyValueGrpc.getAppendMethod(), KvService::appended);
    }

    private static AppendResponse appended(Reply reply) {
        return AppendResponse.newBuilder()
                .setFound(reply.found())
                .setOldValue(wrap(reply.oldValue()))
                .build();
    }

    private <Q, R> void write(
            Exchange<Q, R> exchange, ByteBuffer command, MethodDescriptor<Q, R> method, Function<Reply, R> response) {
        if (!enter(exchange)) {
            return;
        }
        settle(exchange, () -> raft.submit(command), method, bytes -> {
            Reply reply = CommandCodec.decodeReply(bytes);
            if (reply.status() == Reply.Status.OK) {
                exchange.answer(response.apply(reply));
            } else {
                exchange.fail(Failure.of(reply.status()));
            }
        });
    }

    private void get(Exchange<GetRequest, GetResponse> exchange) {
        GetRequest request = exchange.request();
        String complaint = Requests.complaint(request, backend, readLevels);
        ReadLevel level = Requests.level(request);
        if (complaint != null || level == null) {
            exchange.fail(Failure.refused(Status.Code.INVALID_ARGUMENT, String.valueOf(complaint)));
            return;
        }
        if (level == ReadLevel.LOCAL) {
            exchange.answer(read(request.getKey()));
            return;
        }
        if (!enter(exchange)) {
            return;
        }
        settle(
                exchange,
                () -> raft.readBarrier(level),
                KeyValueGrpc.getGetMethod(),
                passed -> exchange.answer(read(request.getKey())));
    }

    private GetResponse read(String key) {
        byte[] value = machine.get(key);
        return value == null
                ? NOT_FOUND
                : GetResponse.newBuilder().setFound(true).setValue(wrap(value)).build();
    }

    /** Nobody changes the arrays of the state machine, so they are sent without a copy. */
    private static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private boolean enter(Exchange<?, ?> exchange) {
        if (inFlight.tryEnter()) {
            return true;
        }
        exchange.fail(Failure.refused(
                Status.Code.RESOURCE_EXHAUSTED,
                inFlight.max() + " proposals are in flight, the most that this server takes"));
        return false;
    }

    /** Starts the backend's work, waits for it as the style wants, and answers. The work's place is free when it completes. */
    private <Q, R, T> void settle(
            Exchange<Q, R> exchange,
            java.util.function.Supplier<CompletableFuture<T>> work,
            MethodDescriptor<Q, R> method,
            Consumer<T> success) {
        BiConsumer<@Nullable T, @Nullable Throwable> finish = (result, thrown) -> guard(exchange, () -> {
            if (thrown == null) {
                success.accept(result);
            } else {
                failed(exchange, method, thrown);
            }
        });
        CompletableFuture<T> future;
        try {
            future = work.get();
        } catch (RuntimeException | Error e) {
            inFlight.leave();
            throw e;
        }
        if (blocking) {
            var unused = future.whenComplete((result, thrown) -> inFlight.leave());
            wait.forResult(future, exchange, finish);
        } else {
            var unused = future.whenComplete((result, thrown) -> {
                inFlight.leave();
                finish.accept(result, thrown);
            });
        }
    }

    private <Q, R> void failed(Exchange<Q, R> exchange, MethodDescriptor<Q, R> method, Throwable thrown) {
        if (Failure.cause(thrown) instanceof NotLeaderException notLeader) {
            NodeId leader = notLeader.hint().orElseGet(() -> raft.status().leader());
            forwarder.route(exchange, method, leader);
            return;
        }
        if (Failure.isUnexpected(thrown)) {
            LOG.warn(
                    "{}: backend {} failed outside its contract",
                    exchange.operation().title(),
                    backend,
                    thrown);
        }
        exchange.fail(Failure.of(exchange.operation(), thrown));
    }
}
