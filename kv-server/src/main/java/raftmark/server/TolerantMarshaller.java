package raftmark.server;

import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Reads requests like another marshaller, but answers a marker for bytes that are no message, where the other one throws. gRPC
 * would end the call by itself then, without the outcome; so the service gets to refuse it.
 *
 * @param reader reads and writes messages
 * @param malformed the marker, told by identity: an instance that {@code reader} never answers
 */
record TolerantMarshaller<Q>(MethodDescriptor.Marshaller<Q> reader, Q malformed)
        implements MethodDescriptor.Marshaller<Q> {
    @Override
    public InputStream stream(Q value) {
        return reader.stream(value);
    }

    @Override
    public Q parse(InputStream stream) {
        try {
            return reader.parse(stream);
        } catch (StatusRuntimeException e) {
            // What is wrong is not told apart: protobuf does not name the field either.
            return malformed;
        }
    }
}
