package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.v1.AppendRequest;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.PutResponse;
import raftmark.kv.v1.RequestId;

/** What is refused at the door, by a message that names the field and the limit. */
class ValidationTest {
    private final ScriptedBackend backend = new ScriptedBackend();
    private Rig rig;

    @BeforeEach
    void start() throws Exception {
        backend.readLevels = EnumSet.of(ReadLevel.LOCAL, ReadLevel.LOG_READ);
        rig = new Rig(backend, 1, FrontEndConfig.defaults());
        backend.nodes.get(Rig.id(1)).onSubmit =
                command -> java.util.concurrent.CompletableFuture.completedFuture(ScriptedBackend.OK.duplicate());
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    private static String complaint(Runnable call) {
        Rig.Failed failed = Rig.Failed.of(call);
        assertThat(failed.row()).isEqualTo(Status.Code.INVALID_ARGUMENT + " refused");
        return failed.message();
    }

    @Test
    void keys() {
        assertThat(complaint(() -> rig.kv(1).put(Rig.put("", "v")))).contains("key:", "empty", "4096");
        assertThat(complaint(() -> rig.kv(1).append(Rig.append("k".repeat(4097), "v"))))
                .contains("key:", "4097", "4096");
        // 1,366 × 3 bytes: within the limit in characters, not in bytes.
        assertThat(complaint(() -> rig.kv(1).get(Rig.get("€".repeat(1366), raftmark.kv.v1.ReadLevel.LOCAL))))
                .contains("key:", "4098", "4096");
        assertThat(complaint(() -> rig.kv(1).put(Rig.put("😀".repeat(1025), "v"))))
                .contains("key:", "4100", "4096");
        assertThat(rig.kv(1).put(Rig.put("😀".repeat(1024), "v")).getSuccess()).isTrue();
    }

    @Test
    void values() {
        ByteString tooLong = ByteString.copyFrom(new byte[1024 * 1024 + 1]);
        assertThat(complaint(() -> rig.kv(1)
                        .put(PutRequest.newBuilder()
                                .setKey("k")
                                .setValue(tooLong)
                                .build())))
                .contains("value:", "1048577", "1048576");
        assertThat(complaint(() -> rig.kv(1)
                        .append(AppendRequest.newBuilder()
                                .setKey("k")
                                .setArgs(tooLong)
                                .build())))
                .contains("args:", "1048577", "1048576");
        assertThat(rig.kv(1)
                        .put(PutRequest.newBuilder()
                                .setKey("k")
                                .setValue(tooLong.substring(1))
                                .build())
                        .getSuccess())
                .isTrue();
    }

    @Test
    void bytesThatAreNoMessage() {
        // Field 1, the key: one byte that is not UTF-8. Then a length beyond the end.
        for (byte[] bytes : new byte[][] {{0x0a, 1, (byte) 0xff}, {0x0a, 100, 'k'}}) {
            assertThat(complaint(() -> raw(bytes))).contains("key", "request_id.client_id", "UTF-8");
        }
        raw(new byte[] {0x0a, 1, 'k'});
        assertThat(complaint(() -> raw(new byte[0]))).contains("key: is empty");
    }

    private void raw(byte[] request) {
        MethodDescriptor<byte[], PutResponse> put = KeyValueGrpc.getPutMethod().toBuilder(
                        new MethodDescriptor.Marshaller<byte[]>() {
                            @Override
                            public InputStream stream(byte[] value) {
                                return new ByteArrayInputStream(value);
                            }

                            @Override
                            public byte[] parse(InputStream stream) {
                                try {
                                    return stream.readAllBytes();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }
                        },
                        KeyValueGrpc.getPutMethod().getResponseMarshaller())
                .build();
        assertThat(ClientCalls.blockingUnaryCall(
                                rig.channel(1),
                                put,
                                CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                                request)
                        .getSuccess())
                .isTrue();
    }

    @Test
    void requestIds() {
        assertThat(complaint(() -> put("", 1))).contains("request_id.client_id:", "empty", "128");
        assertThat(complaint(() -> put("c".repeat(129), 1))).contains("request_id.client_id:", "129", "128");
        assertThat(complaint(() -> put("c", 0))).contains("request_id.sequence:", "is 0;", "9223372036854775807");
        assertThat(complaint(() -> put("c", -1))).contains("request_id.sequence:", "18446744073709551615");
        put("c".repeat(128), Long.MAX_VALUE);
    }

    private void put(String client, long sequence) {
        assertThat(rig.kv(1)
                        .put(PutRequest.newBuilder()
                                .setKey("k")
                                .setRequestId(RequestId.newBuilder()
                                        .setClientId(client)
                                        .setSequence(sequence))
                                .build())
                        .getSuccess())
                .isTrue();
    }

    @Test
    void readLevels() {
        assertThat(complaint(() -> rig.kv(1)
                        .get(GetRequest.newBuilder()
                                .setKey("k")
                                .setReadLevelValue(99)
                                .build())))
                .contains("read_level:", "99", "LOG_READ");
        assertThat(complaint(() -> rig.kv(1).get(Rig.get("k", raftmark.kv.v1.ReadLevel.LEASE))))
                .contains("read_level:", "scripted", "LEASE", "[LOCAL, LOG_READ]");
        assertThat(rig.kv(1).get(GetRequest.newBuilder().setKey("k").build()).getFound())
                .isFalse();
    }
}
