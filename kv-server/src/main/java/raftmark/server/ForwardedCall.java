package raftmark.server;

import io.grpc.Attributes;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import raftmark.kv.spi.Peer;
import raftmark.kv.wire.Outcome;
import raftmark.kv.wire.WireMetadata;

/**
 * Passes the leader's answer on. A failure of the leader keeps its code, message and trailers. A failure of the connection
 * is refused if gRPC never gave the call to a connection, which proves that nothing was sent; otherwise the leader may have
 * taken it.
 */
final class ForwardedCall<R> extends ClientCall.Listener<R> {
    private final Exchange<?, R> exchange;
    private final Peer leader;
    private final InFlight inFlight;
    private @Nullable R response;
    private volatile boolean givenToConnection;
    private final AtomicBoolean left = new AtomicBoolean();

    ForwardedCall(Exchange<?, R> exchange, Peer leader, InFlight inFlight) {
        this.exchange = exchange;
        this.leader = leader;
        this.inFlight = inFlight;
    }

    /** Watches whether the call reaches a connection. */
    ClientStreamTracer.Factory tracer() {
        return new ClientStreamTracer.Factory() {
            @Override
            public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
                return new ClientStreamTracer() {
                    @Override
                    public void streamCreated(Attributes transport, Metadata sent) {
                        givenToConnection = true;
                    }
                };
            }
        };
    }

    /** Gives the place among the forwarded requests back, once. */
    void leave() {
        if (left.compareAndSet(false, true)) {
            inFlight.leave();
        }
    }

    @Override
    public void onMessage(R message) {
        response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        leave();
        R answer = response;
        if (status.isOk() && answer != null) {
            exchange.answer(answer);
        } else {
            exchange.fail(failure(status, trailers));
        }
    }

    private Failure failure(Status status, Metadata trailers) {
        String where = leader.id() + " at " + leader.kvEndpoint();
        if (trailers.containsKey(WireMetadata.OUTCOME)) {
            return new Failure(status, Outcome.of(trailers), trailers.get(WireMetadata.LEADER));
        }
        if (!givenToConnection) {
            return Failure.refused(
                    Status.Code.UNAVAILABLE, "could not reach the leader, " + where + ": " + status.getDescription());
        }
        return status.getCode() == Status.Code.DEADLINE_EXCEEDED
                ? Failure.deadline(exchange.operation(), "the leader, " + where + ", did not answer in time")
                : Failure.lost(
                        exchange.operation(),
                        "lost on the way to the leader, " + where + ": " + status.getCode() + " "
                                + status.getDescription());
    }
}
