package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutResponse;
import raftmark.kv.v1.ReadLevel;
import raftmark.kv.v1.StatsRequest;

/** What Stats says of the stages of requests, over real connections. */
class StageTimesTest {
    private static final long MILLI = 1_000_000;

    private final ScriptedBackend backend = new ScriptedBackend();

    private Rig rig(HandlerConfig handler) throws Exception {
        return new Rig(backend, 1, FrontEndConfig.defaults().withHandler(handler));
    }

    private static HandlerConfig handler(HandlerStyle style) {
        return style == HandlerStyle.ASYNC ? HandlerConfig.ASYNC_DIRECT : HandlerConfig.fixed(style, 64);
    }

    private ScriptedBackend.Node node() {
        return backend.nodes.get(Rig.id(1));
    }

    private static CompletableFuture<ByteBuffer> after(long millis) {
        return CompletableFuture.supplyAsync(
                ScriptedBackend.OK::duplicate, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }

    private static void puts(Rig rig, int count) throws Exception {
        KeyValueGrpc.KeyValueFutureStub stub =
                KeyValueGrpc.newFutureStub(rig.channel(1)).withDeadlineAfter(Duration.ofSeconds(20));
        List<ListenableFuture<PutResponse>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(stub.put(Rig.put("k" + i, "v")));
        }
        for (ListenableFuture<PutResponse> call : calls) {
            assertThat(call.get(20, TimeUnit.SECONDS).getSuccess()).isTrue();
        }
    }

    private static Histogram stage(Rig rig, Stage stage) {
        ByteBuffer encoded = rig.admin(1)
                .stats(StatsRequest.getDefaultInstance())
                .getStageNanosOrThrow(stage.key())
                .asReadOnlyByteBuffer();
        try {
            return Histogram.decodeFromCompressedByteBuffer(encoded, 0);
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        }
    }

    /** A reply is counted after its answer was handed over, so a client may see the answer first. */
    private static void awaitReplies(Rig rig, long count) {
        await().untilAsserted(() ->
                assertThat(stage(rig, Stage.REPLY).getTotalCount()).isEqualTo(count));
    }

    @ParameterizedTest
    @EnumSource(HandlerStyle.class)
    void oneCallInThirteenIsTimedInEveryStage(HandlerStyle style) throws Exception {
        try (Rig rig = rig(handler(style))) {
            node().onSubmit = command -> CompletableFuture.completedFuture(ScriptedBackend.OK.duplicate());
            puts(rig, 10 * StageTimes.ONE_IN + 5);
            awaitReplies(rig, 10);
            for (Stage stage : Stage.values()) {
                assertThat(stage(rig, stage).getTotalCount()).as(stage.key()).isEqualTo(10);
                assertThat(stage(rig, stage).getMaxValue()).as(stage.key()).isBetween(1L, 20_000 * MILLI);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HandlerStyle.class)
    void whatTheBackendTakesIsTheCommitStageAndNoOther(HandlerStyle style) throws Exception {
        try (Rig rig = rig(handler(style))) {
            node().onSubmit = command -> after(3_000);
            puts(rig, StageTimes.ONE_IN);
            awaitReplies(rig, 1);
            // A histogram of three digits gives the lower end of a bucket, which is 2 ms wide here.
            assertThat(stage(rig, Stage.COMMIT).getMinNonZeroValue()).isGreaterThanOrEqualTo(2_990 * MILLI);
            // Wide: a machine may be busy. Were the wait for the backend in them, they could not be less.
            assertThat(stage(rig, Stage.HANDLER_WAIT).getMaxValue()).isLessThan(2_990 * MILLI);
            assertThat(stage(rig, Stage.REPLY).getMaxValue()).isLessThan(2_990 * MILLI);
        }
    }

    @Test
    void manyClientsOfOneBlockingThreadWaitForIt() throws Exception {
        try (Rig rig = rig(HandlerConfig.fixed(HandlerStyle.BLOCKING, 1))) {
            node().onSubmit = command -> after(50);
            puts(rig, 4 * StageTimes.ONE_IN);
            awaitReplies(rig, 4);
            Histogram wait = stage(rig, Stage.HANDLER_WAIT);
            // The 52nd call comes behind 51 that take 50 ms each, the 13th behind 12; some time may pass before they
            // are sent.
            assertThat(wait.getMaxValue()).isGreaterThan(1_500 * MILLI);
            assertThat(wait.getMinNonZeroValue()).isGreaterThan(300 * MILLI);
        }
    }

    @Test
    void whatCommitsNothingHasNoCommitStage() throws Exception {
        try (Rig rig = rig(HandlerConfig.ASYNC_DIRECT)) {
            node().onSubmit = command -> CompletableFuture.failedFuture(new raftmark.kv.spi.BusyException("as asked"));
            for (int i = 0; i < StageTimes.ONE_IN; i++) {
                Rig.Failed.of(() -> rig.kv(1).put(Rig.put("k", "v")));
            }
            for (int i = 0; i < StageTimes.ONE_IN; i++) {
                rig.kv(1).get(Rig.get("k", ReadLevel.LOCAL));
            }
            assertThat(stage(rig, Stage.HANDLER_WAIT).getTotalCount()).isEqualTo(2);
            assertThat(stage(rig, Stage.COMMIT).getTotalCount()).isZero();
            assertThat(stage(rig, Stage.REPLY).getTotalCount()).isZero();
            // A barrier is work of the backend as a command is.
            for (int i = 0; i < StageTimes.ONE_IN; i++) {
                rig.kv(1).get(Rig.get("k", ReadLevel.LOG_READ));
            }
            awaitReplies(rig, 1);
            assertThat(stage(rig, Stage.COMMIT).getTotalCount()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatSendsTheHeaderIsServedAndNotTimed() throws Exception {
        try (Rig rig = rig(HandlerConfig.ASYNC_DIRECT)) {
            node().onSubmit = command -> CompletableFuture.completedFuture(ScriptedBackend.OK.duplicate());
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("raftmark-stage-arrived-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[16]);
            var stub = rig.kv(1).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
            for (int i = 0; i < StageTimes.ONE_IN; i++) {
                assertThat(stub.put(Rig.put("k", "v")).getSuccess()).isTrue();
            }
            awaitReplies(rig, 1);
            assertThat(stage(rig, Stage.HANDLER_WAIT).getTotalCount()).isEqualTo(1);
        }
    }
}
