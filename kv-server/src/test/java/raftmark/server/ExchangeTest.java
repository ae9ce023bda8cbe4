package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.PutResponse;
import raftmark.kv.wire.WireMetadata;

/** A call is answered once, and a blocked handler does not wait for ever. */
class ExchangeTest {
    private final RecordedCall call = new RecordedCall();
    private final OperationCounters counters = new OperationCounters();

    private Exchange<PutRequest, PutResponse> exchange() {
        return new Exchange<>(
                Operation.PUT,
                call,
                new Metadata(),
                new Exchange.Observer() {
                    @Override
                    public void answered(Exchange<?, ?> exchange, Object response) {
                        counters.answered(exchange.operation());
                    }

                    @Override
                    public void failed(Exchange<?, ?> exchange, Failure failure) {
                        counters.error();
                    }
                },
                null,
                exchange -> exchange.answer(PutResponse.getDefaultInstance()));
    }

    @Test
    void theFirstAnswerCounts() {
        Exchange<PutRequest, PutResponse> exchange = exchange();
        exchange.answer(PutResponse.getDefaultInstance());
        exchange.answer(PutResponse.getDefaultInstance());
        exchange.fail(Failure.refused(Status.Code.UNAVAILABLE, "late"));
        assertThat(call.events).containsExactly("headers", "message", "OK null");
        assertThat(counters.snapshot()).containsEntry("put", 1L).containsEntry("errors", 0L);
    }

    @Test
    void nothingIsSentToAClientThatLeft() {
        Exchange<PutRequest, PutResponse> exchange = exchange();
        call.cancelled = true;
        exchange.answer(PutResponse.getDefaultInstance());
        assertThat(call.events).isEmpty();
    }

    @Test
    void aCallTakesOneMessage() {
        Exchange<PutRequest, PutResponse> none = exchange();
        none.onHalfClose();
        assertThat(call.events).containsExactly("INVALID_ARGUMENT refused");
        call.events.clear();
        Exchange<PutRequest, PutResponse> two = exchange();
        two.onMessage(PutRequest.getDefaultInstance());
        two.onMessage(PutRequest.getDefaultInstance());
        two.onHalfClose();
        assertThat(call.events).containsExactly("INVALID_ARGUMENT refused");
    }

    @Test
    void aHandlerWithoutADeadlineWaitsForABoundedTime() {
        Exchange<PutRequest, PutResponse> exchange = exchange();
        CompletableFuture<String> never = new CompletableFuture<>();
        new BlockingWait(50).forResult(never, exchange, (result, thrown) -> call.events.add("finished"));
        assertThat(call.events).containsExactly("ABORTED unknown");
        assertThat(never).isNotDone();
    }

    private static final class RecordedCall extends ServerCall<PutRequest, PutResponse> {
        private final List<String> events = new ArrayList<>();
        private boolean cancelled;

        @Override
        public void request(int count) {}

        @Override
        public void sendHeaders(Metadata headers) {
            events.add("headers");
        }

        @Override
        public void sendMessage(PutResponse message) {
            events.add("message");
        }

        @Override
        public void close(Status status, Metadata trailers) {
            events.add(status.getCode() + " " + trailers.get(WireMetadata.OUTCOME));
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public MethodDescriptor<PutRequest, PutResponse> getMethodDescriptor() {
            return KeyValueGrpc.getPutMethod();
        }
    }
}
