package raftmark.server;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import raftmark.kv.wire.WireMetadata;

/**
 * One unary call: a request and its one answer. The request arrives on the handler executor; any thread may answer, the first
 * answer counts, and one that comes after the client has left is dropped.
 */
final class Exchange<Q, R> extends ServerCall.Listener<Q> {
    private final Operation operation;
    private final ServerCall<Q, R> call;
    private final @Nullable String hop;
    private final @Nullable StageSample sample;
    private final Observer observer;
    private final Consumer<Exchange<Q, R>> handler;
    private final Context context = Context.current();
    private @Nullable Q request;
    private boolean rejected;
    private volatile boolean forwarded;
    private final AtomicBoolean answered = new AtomicBoolean();

    /** Is told of every answer, before it is sent. */
    interface Observer {
        void answered(Exchange<?, ?> exchange, Object response);

        void failed(Exchange<?, ?> exchange, Failure failure);
    }

    Exchange(
            Operation operation,
            ServerCall<Q, R> call,
            Metadata headers,
            Observer observer,
            @Nullable StageSample sample,
            Consumer<Exchange<Q, R>> handler) {
        this.operation = operation;
        this.call = call;
        this.hop = headers.get(WireMetadata.HOP);
        this.sample = sample;
        this.observer = observer;
        this.handler = handler;
    }

    @Override
    public void onMessage(Q message) {
        if (request != null) {
            rejected = true;
            fail(Failure.refused(Status.Code.INVALID_ARGUMENT, "the call takes one message, more came"));
        }
        request = message;
    }

    @Override
    public void onHalfClose() {
        if (request == null) {
            fail(Failure.refused(Status.Code.INVALID_ARGUMENT, "the call takes one message, none came"));
        } else if (!rejected) {
            if (sample != null) {
                sample.handlerBegins();
            }
            handler.accept(this);
        }
    }

    Operation operation() {
        return operation;
    }

    /** The request; there is one whenever the handler runs. */
    Q request() {
        if (request == null) {
            throw new IllegalStateException("no request yet");
        }
        return request;
    }

    boolean hasRequest() {
        return request != null;
    }

    /** Id of the server that forwarded the request, null if a client sent it. */
    @Nullable
    String hop() {
        return hop;
    }

    /** Deadline and cancellation of the call. */
    Context context() {
        return context;
    }

    /** The clock of its stages, null if it is not sampled. */
    @Nullable
    StageSample sample() {
        return sample;
    }

    ServerCall<Q, R> call() {
        return call;
    }

    /** Notes that another server answers it. */
    void markForwarded() {
        forwarded = true;
    }

    boolean isForwarded() {
        return forwarded;
    }

    void answer(R response) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        try {
            observer.answered(this, response);
        } finally {
            // Whatever becomes of those who watch, the caller gets its answer.
            if (!call.isCancelled()) {
                call.sendHeaders(new Metadata());
                call.sendMessage(response);
                call.close(Status.OK, new Metadata());
                if (sample != null) {
                    sample.replied();
                }
            }
        }
    }

    void fail(Failure failure) {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        try {
            observer.failed(this, failure);
        } finally {
            if (!call.isCancelled()) {
                call.close(failure.status(), failure.trailers());
            }
        }
    }
}
