package raftmark.kv.client;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * Sees whether an attempt was given to a connection at all. One that was not, because nobody listens or no connection came
 * about in time, is proven to have had no effect, though it has no trailer that says so. One object per attempt.
 */
final class Transmission implements ClientInterceptor {
    private volatile boolean begun;

    /** Whether the attempt was given to a connection. */
    boolean begun() {
        return begun;
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return next.newCall(method, options.withStreamTracerFactory(new Factory()));
    }

    private final class Factory extends ClientStreamTracer.Factory {
        @Override
        public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
                @Override
                public void streamCreated(Attributes transportAttributes, Metadata sent) {
                    begun = true;
                }
            };
        }
    }
}
