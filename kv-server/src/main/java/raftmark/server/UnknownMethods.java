package raftmark.server;

import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Refuses every method that no service has as gRPC would, and says by the trailer that nothing happened. */
final class UnknownMethods extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String methodName, @Nullable String authority) {
        MethodDescriptor<InputStream, InputStream> method = MethodDescriptor.<InputStream, InputStream>newBuilder()
                .setType(MethodDescriptor.MethodType.UNKNOWN)
                .setFullMethodName(methodName)
                .setRequestMarshaller(Unread.INSTANCE)
                .setResponseMarshaller(Unread.INSTANCE)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> {
            Failure failure = Failure.refused(
                    Status.Code.UNIMPLEMENTED,
                    "method " + methodName + " is not known; reflection lists those that are");
            call.close(failure.status(), failure.trailers());
            return new ServerCall.Listener<>() {};
        });
    }

    /** Nobody looks at what was sent. */
    private enum Unread implements MethodDescriptor.Marshaller<InputStream> {
        INSTANCE;

        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return new ByteArrayInputStream(new byte[0]);
        }
    }
}
