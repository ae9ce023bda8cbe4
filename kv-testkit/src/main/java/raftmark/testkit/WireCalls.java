package raftmark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.AppendResponse;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.GetResponse;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.ReadLevel;
import raftmark.kv.v1.RequestId;
import raftmark.kv.wire.Outcome;
import raftmark.kv.wire.WireMetadata;

/** Requests of the wire contract, and what a refusal has to look like. */
final class WireCalls {
    private WireCalls() {}

    static GetRequest get(String key, ReadLevel level) {
        return GetRequest.newBuilder().setKey(key).setReadLevel(level).build();
    }

    static GetRequest get(String key) {
        return get(key, ReadLevel.LOG_READ);
    }

    static PutRequest put(String key, String value) {
        return PutRequest.newBuilder()
                .setKey(key)
                .setValue(ByteString.copyFromUtf8(value))
                .build();
    }

    static AppendRequest append(String key, String args) {
        return AppendRequest.newBuilder()
                .setKey(key)
                .setArgs(ByteString.copyFromUtf8(args))
                .build();
    }

    static AppendRequest append(String key, String args, String client, long sequence) {
        return append(key, args).toBuilder()
                .setRequestId(RequestId.newBuilder().setClientId(client).setSequence(sequence))
                .build();
    }

    /** The value as text, or a text that no test writes. */
    static String text(GetResponse response) {
        return response.getFound() ? response.getValue().toString(StandardCharsets.UTF_8) : "(none)";
    }

    /** The old value as text, or a text that no test writes. */
    static String text(AppendResponse response) {
        return response.getFound() ? response.getOldValue().toString(StandardCharsets.UTF_8) : "(none)";
    }

    /** Asserts that a call is refused with the code, with the trailer that says so. */
    static StatusRuntimeException assertRefused(String what, Status.Code code, Runnable call) {
        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class, call::run);
        assertThat(failure).as("%s is not refused", what).isNotNull();
        assertThat(failure.getStatus().getCode())
                .as("%s: %s", what, failure.getStatus())
                .isEqualTo(code);
        assertThat(failure.getTrailers()).as("%s has no trailers", what).isNotNull();
        assertThat(failure.getTrailers().get(WireMetadata.OUTCOME))
                .as("%s: trailer raftmark-outcome", what)
                .isEqualTo(Outcome.REFUSED.trailer());
        return failure;
    }
}
