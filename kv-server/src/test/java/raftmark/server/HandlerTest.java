package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutResponse;
import raftmark.kv.v1.ReadLevel;
import raftmark.kv.v1.StatsRequest;
import raftmark.kv.v1.StatsResponse;
import raftmark.kv.v1.StatusRequest;

/** What each handler style and executor does with its threads. */
class HandlerTest {
    private static final int CLIENTS = 64;

    private final ScriptedBackend backend = new ScriptedBackend();

    private Rig rig(HandlerConfig handler) throws Exception {
        return new Rig(backend, 1, FrontEndConfig.defaults().withHandler(handler));
    }

    private ScriptedBackend.Node node() {
        return backend.nodes.get(Rig.id(1));
    }

    private static List<ListenableFuture<PutResponse>> puts(Rig rig, int count) {
        KeyValueGrpc.KeyValueFutureStub stub =
                KeyValueGrpc.newFutureStub(rig.channel(1)).withDeadlineAfter(Duration.ofSeconds(20));
        List<ListenableFuture<PutResponse>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(stub.put(Rig.put("k" + i, "v")));
        }
        return calls;
    }

    private static StatsResponse stats(Rig rig) {
        return rig.admin(1).stats(StatsRequest.getDefaultInstance());
    }

    @Test
    void blockingWithOneThreadHasOneOperationInFlightAndStatusAnswers() throws Exception {
        try (Rig rig = rig(HandlerConfig.fixed(HandlerStyle.BLOCKING, 1))) {
            List<ListenableFuture<PutResponse>> calls = puts(rig, CLIENTS);
            for (int done = 0; done < CLIENTS; done++) {
                CompletableFuture<java.nio.ByteBuffer> only = node().nextSubmitted();
                assertThat(node().submitted).isEmpty();
                if (done % 16 == 0) {
                    assertThat(rig.admin(1)
                                    .withDeadlineAfter(Duration.ofSeconds(30))
                                    .status(StatusRequest.getDefaultInstance())
                                    .getId())
                            .isEqualTo("n1");
                    assertThat(stats(rig).getProposalsInFlight()).isEqualTo(1);
                    assertThat(node().submitted).isEmpty();
                }
                only.complete(ScriptedBackend.OK.duplicate());
            }
            for (ListenableFuture<PutResponse> call : calls) {
                assertThat(call.get(10, TimeUnit.SECONDS).getSuccess()).isTrue();
            }
            await().untilAsserted(
                            () -> assertThat(stats(rig).getProposalsInFlight()).isZero());
            assertThat(stats(rig).getOperationsMap()).containsEntry("put", (long) CLIENTS);
        }
    }

    @Test
    void theWaitInBlockingStyleIsBusyTimeOfTheHandler() throws Exception {
        try (Rig rig = rig(HandlerConfig.fixed(HandlerStyle.BLOCKING, 2))) {
            List<ListenableFuture<PutResponse>> calls = puts(rig, 1);
            CompletableFuture<java.nio.ByteBuffer> submitted = node().nextSubmitted();
            Thread.sleep(200);
            submitted.complete(ScriptedBackend.OK.duplicate());
            calls.get(0).get(10, TimeUnit.SECONDS);
            await().untilAsserted(
                            () -> assertThat(stats(rig).getHandlerBusySeconds()).isBetween(0.19, 10.0));
        }
    }

    @Test
    void anErrorOfTheBackendEndsItsCallAndFreesItsPlace() throws Exception {
        for (HandlerConfig handler :
                List.of(HandlerConfig.ASYNC_DIRECT, HandlerConfig.fixed(HandlerStyle.BLOCKING, 1))) {
            try (Rig rig = rig(handler)) {
                node().onSubmit = command -> {
                    throw new NoClassDefFoundError("as asked");
                };
                Rig.Failed failed = Rig.Failed.of(() -> rig.kv(1).put(Rig.put("k", "v")));
                assertThat(failed.row()).isEqualTo("ABORTED unknown");
                assertThat(failed.message()).contains("NoClassDefFoundError");
                // A reply that nobody can decode fails on the completing thread.
                node().onSubmit = command -> CompletableFuture.completedFuture(java.nio.ByteBuffer.allocate(0));
                assertThat(Rig.Failed.of(() -> rig.kv(1).put(Rig.put("k", "v"))).row())
                        .isEqualTo("ABORTED unknown");
                assertThat(stats(rig).getProposalsInFlight()).isZero();
            }
        }
    }

    @Test
    void asyncOnDirectHasManyInFlight() throws Exception {
        try (Rig rig = rig(HandlerConfig.ASYNC_DIRECT)) {
            List<ListenableFuture<PutResponse>> calls = puts(rig, CLIENTS);
            await().untilAsserted(() -> assertThat(node().submitted).hasSize(CLIENTS));
            assertThat(stats(rig).getProposalsInFlight()).isEqualTo(CLIENTS);
            await().untilAsserted(
                            () -> assertThat(stats(rig).getLiveThreadsMap()).containsEntry("handler", 0));
            node().submitted.forEach(future -> future.complete(ScriptedBackend.OK.duplicate()));
            for (ListenableFuture<PutResponse> call : calls) {
                assertThat(call.get(10, TimeUnit.SECONDS).getSuccess()).isTrue();
            }
            assertThat(stats(rig).getHandlerBusySeconds()).isPositive();
        }
    }

    @Test
    void proposalsInFlightAreBoundedEvenWhenTheirClientsHaveLeft() throws Exception {
        FrontEndConfig config = FrontEndConfig.defaults().withProposalsInFlightMax(2);
        try (Rig rig = new Rig(backend, 1, config)) {
            List<ListenableFuture<PutResponse>> calls = puts(rig, 2);
            CompletableFuture<java.nio.ByteBuffer> first = node().nextSubmitted();
            node().nextSubmitted();
            Rig.Failed failed = Rig.Failed.of(() -> rig.kv(1).put(Rig.put("k", "v")));
            assertThat(failed.row()).isEqualTo("RESOURCE_EXHAUSTED refused");
            assertThat(failed.message()).contains("2 proposals");
            calls.forEach(call -> call.cancel(true));
            assertThat(Rig.Failed.of(() -> rig.kv(1).put(Rig.put("k", "v"))).row())
                    .isEqualTo("RESOURCE_EXHAUSTED refused");

            first.complete(ScriptedBackend.OK.duplicate());
            ListenableFuture<PutResponse> next = puts(rig, 1).get(0);
            node().nextSubmitted().complete(ScriptedBackend.OK.duplicate());
            assertThat(next.get(10, TimeUnit.SECONDS).getSuccess()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(HandlerStyle.class)
    void aDeadlineReleasesTheHandler(HandlerStyle style) throws Exception {
        HandlerConfig handler =
                style == HandlerStyle.ASYNC ? HandlerConfig.ASYNC_DIRECT : HandlerConfig.fixed(style, 1);
        try (Rig rig = rig(handler)) {
            // Opens the connection, so that the deadline is spent at the backend.
            rig.kv(1).get(Rig.get("k", ReadLevel.LOCAL));
            Rig.Failed failed = Rig.Failed.of(
                    () -> rig.kv(1).withDeadlineAfter(Duration.ofSeconds(3)).put(Rig.put("k", "v")));
            assertThat(failed.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            CompletableFuture<java.nio.ByteBuffer> late = node().nextSubmitted();

            // The only handler is free again, though the first proposal is still in flight.
            ListenableFuture<PutResponse> next = puts(rig, 1).get(0);
            node().nextSubmitted().complete(ScriptedBackend.OK.duplicate());
            assertThat(next.get(10, TimeUnit.SECONDS).getSuccess()).isTrue();
            assertThat(stats(rig).getProposalsInFlight()).isEqualTo(1);
            late.complete(ScriptedBackend.OK.duplicate());
            await().untilAsserted(
                            () -> assertThat(stats(rig).getProposalsInFlight()).isZero());
        }
    }

    @ParameterizedTest
    @EnumSource(HandlerStyle.class)
    void aCancelledCallReleasesTheHandler(HandlerStyle style) throws Exception {
        HandlerConfig handler =
                style == HandlerStyle.ASYNC ? HandlerConfig.ASYNC_DIRECT : HandlerConfig.fixed(style, 1);
        try (Rig rig = rig(handler)) {
            Context.CancellableContext client = Context.current().withCancellation();
            ListenableFuture<PutResponse> call = client.call(() -> puts(rig, 1).get(0));
            CompletableFuture<java.nio.ByteBuffer> late = node().nextSubmitted();
            client.cancel(null);
            assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS)).hasMessageContaining("CANCELLED");
            ListenableFuture<PutResponse> next = puts(rig, 1).get(0);
            node().nextSubmitted().complete(ScriptedBackend.OK.duplicate());
            assertThat(next.get(10, TimeUnit.SECONDS).getSuccess()).isTrue();
            late.complete(ScriptedBackend.OK.duplicate());
            await().untilAsserted(
                            () -> assertThat(stats(rig).getProposalsInFlight()).isZero());
        }
    }

    @Test
    void aFixedPoolHasItsThreads() throws Exception {
        try (Rig rig = rig(HandlerConfig.fixed(HandlerStyle.BLOCKING, 4))) {
            puts(rig, CLIENTS);
            await().untilAsserted(() -> assertThat(node().submitted).hasSize(4));
            // Threads of an earlier test may still be ending.
            await().untilAsserted(() -> {
                Map<String, Integer> live = stats(rig).getLiveThreadsMap();
                assertThat(live)
                        .containsEntry("handler", 4)
                        .containsEntry("forward-io", 0)
                        .containsEntry("scripted", 0)
                        .containsKey("other");
                assertThat(live.get("admin")).isBetween(1, 2);
                assertThat(live.get("grpc-io"))
                        .isBetween(1, FrontEndConfig.defaults().grpcIoThreads());
            });
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .contains("handler-1", "handler-2", "handler-3", "handler-4", "grpc-io-1", "admin-1");
        }
    }

    @Test
    void aCachedPoolGrowsWithItsLoad() throws Exception {
        try (Rig rig = rig(new HandlerConfig(HandlerStyle.BLOCKING, HandlerExecutor.CACHED, 0))) {
            puts(rig, 8);
            await().untilAsserted(() -> assertThat(node().submitted).hasSize(8));
            assertThat(stats(rig).getLiveThreadsMap().get("handler")).isGreaterThanOrEqualTo(8);
        }
    }

    @Test
    void virtualThreadsAreCounted() throws Exception {
        Assumptions.assumeTrue(VirtualThreads.areAvailable(), "this JDK has no virtual threads");
        java.util.Queue<String> names = new java.util.concurrent.ConcurrentLinkedQueue<>();
        try (Rig rig = rig(new HandlerConfig(HandlerStyle.BLOCKING, HandlerExecutor.VIRTUAL, 0))) {
            node().onRead = level -> {
                names.add(Thread.currentThread().getName());
                return CompletableFuture.completedFuture(null);
            };
            rig.kv(1).get(Rig.get("k", ReadLevel.LOG_READ));
            assertThat(names).allSatisfy(name -> assertThat(name).matches("handler-\\d+"));
            puts(rig, 8);
            await().untilAsserted(() -> assertThat(node().submitted).hasSize(8));
            assertThat(stats(rig).getLiveThreadsMap())
                    .containsEntry("handler", 8)
                    .containsKey(ThreadPools.CARRIERS);
        }
    }

    @Test
    void virtualThreadsBelow21AreRefusedByName() {
        Assumptions.assumeFalse(VirtualThreads.areAvailable(), "this JDK has virtual threads");
        assertThatThrownBy(() -> rig(new HandlerConfig(HandlerStyle.BLOCKING, HandlerExecutor.VIRTUAL, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--executor virtual")
                .hasMessageContaining("21")
                .hasMessageContaining(Runtime.version().toString())
                .hasMessageContaining("--executor cached");
    }
}
