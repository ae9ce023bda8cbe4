package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutResponse;
import raftmark.kv.v1.ReadLevel;
import raftmark.kv.v1.StatsRequest;

/** What a server does with a request that only the leader can answer. */
class RoutingTest {
    private static final FrontEndConfig FORWARD = FrontEndConfig.defaults();

    private final ScriptedBackend backend = new ScriptedBackend();

    private ScriptedBackend.Node node(int number) {
        return backend.nodes.get(Rig.id(number));
    }

    private static Map<String, Long> operations(Rig rig, int number) {
        return rig.admin(number).stats(StatsRequest.getDefaultInstance()).getOperationsMap();
    }

    @ParameterizedTest
    @EnumSource(HandlerStyle.class)
    void aFollowerForwardsAndHoldsNoHandler(HandlerStyle style) throws Exception {
        HandlerConfig handler =
                style == HandlerStyle.ASYNC ? HandlerConfig.ASYNC_DIRECT : HandlerConfig.fixed(style, 1);
        try (Rig rig = new Rig(backend, 2, FORWARD.withHandler(handler))) {
            ListenableFuture<PutResponse> forwarded = KeyValueGrpc.newFutureStub(rig.channel(2))
                    .withDeadlineAfter(Duration.ofSeconds(20))
                    .put(Rig.put("k", "v"));
            CompletableFuture<java.nio.ByteBuffer> submitted = node(1).nextSubmitted();
            // While the leader works, the follower's only handler answers something else.
            assertThat(rig.kv(2).get(Rig.get("k", ReadLevel.LOCAL)).getFound()).isFalse();
            submitted.complete(ScriptedBackend.OK.duplicate());
            assertThat(forwarded.get(10, TimeUnit.SECONDS).getSuccess()).isTrue();
            assertThat(rig.kv(2).get(Rig.get("k", ReadLevel.READ_INDEX)).getFound())
                    .isFalse();

            assertThat(operations(rig, 1)).containsEntry("put", 1L).containsEntry("get", 1L);
            assertThat(operations(rig, 2))
                    .containsEntry("put", 0L)
                    .containsEntry("get", 1L)
                    .containsEntry("forwarded", 2L);
            assertThat(rig.admin(2).stats(StatsRequest.getDefaultInstance()).getLiveThreadsMap())
                    .hasEntrySatisfying("forward-io", count -> assertThat(count).isPositive());
        }
    }

    @Test
    void theLeadersFailureIsPassedOnWithItsTrailers() throws Exception {
        try (Rig rig = new Rig(backend, 2, FORWARD)) {
            node(1).onSubmit =
                    command -> CompletableFuture.failedFuture(new MaybeCommittedException("lost the quorum", null));
            Rig.Failed failed = Rig.Failed.of(() -> rig.kv(2).put(Rig.put("k", "v")));
            assertThat(failed.row()).isEqualTo("ABORTED unknown");
            assertThat(failed.message()).contains("lost the quorum");
        }
    }

    @Test
    void aForwardedRequestIsNotForwardedAgain() throws Exception {
        try (Rig rig = new Rig(backend, 3, FORWARD)) {
            // n3 takes n2 for the leader, n2 takes n1.
            node(3).leader = Rig.id(2);
            Rig.Failed failed = Rig.Failed.of(() -> rig.kv(3).put(Rig.put("k", "v")));
            assertThat(failed.row()).isEqualTo("UNAVAILABLE refused");
            assertThat(failed.message()).contains("n2 does not lead", "n3 forwarded");
            assertThat(node(1).submitted).isEmpty();
        }
    }

    @Test
    void redirectNamesTheLeader() throws Exception {
        try (Rig rig = new Rig(backend, 2, FORWARD.withRoute(Route.REDIRECT))) {
            Rig.Failed failed = Rig.Failed.of(() -> rig.kv(2).put(Rig.put("k", "v")));
            assertThat(failed.row()).isEqualTo("FAILED_PRECONDITION refused");
            assertThat(failed.leader()).isEqualTo(rig.peers.get(0).kvEndpoint());
            assertThat(node(1).submitted).isEmpty();
        }
    }

    @Test
    void withoutALeaderARequestIsRefused() throws Exception {
        try (Rig rig = new Rig(backend, 2, FORWARD)) {
            node(2).leader = null;
            Rig.Failed failed = Rig.Failed.of(() -> rig.kv(2).put(Rig.put("k", "v")));
            assertThat(failed.row()).isEqualTo("UNAVAILABLE refused");
            assertThat(failed.message()).contains("n2 knows no leader");
        }
    }

    @Test
    void aLeaderThatBecomesKnownAtThatMomentIsAsked() throws Exception {
        try (Rig rig = new Rig(backend, 2, FORWARD)) {
            node(1).onSubmit = command -> CompletableFuture.completedFuture(ScriptedBackend.OK.duplicate());
            node(2).onSubmit = command -> CompletableFuture.failedFuture(new raftmark.kv.spi.NotLeaderException(null));
            assertThat(rig.kv(2).put(Rig.put("k", "v")).getSuccess()).isTrue();
        }
    }

    @Test
    void forwardedRequestsAreBounded() throws Exception {
        try (Rig rig = new Rig(backend, 2, FORWARD.withProposalsInFlightMax(1))) {
            ListenableFuture<PutResponse> first = KeyValueGrpc.newFutureStub(rig.channel(2))
                    .withDeadlineAfter(Duration.ofSeconds(20))
                    .put(Rig.put("k", "v"));
            CompletableFuture<java.nio.ByteBuffer> submitted = node(1).nextSubmitted();
            Rig.Failed failed = Rig.Failed.of(() -> rig.kv(2).put(Rig.put("k", "v")));
            assertThat(failed.row()).isEqualTo("RESOURCE_EXHAUSTED refused");
            assertThat(failed.message()).contains("1 forwarded requests");
            submitted.complete(ScriptedBackend.OK.duplicate());
            assertThat(first.get(10, TimeUnit.SECONDS).getSuccess()).isTrue();
        }
    }

    @Test
    void theRemainingDeadlineTravels() throws Exception {
        try (Rig rig = new Rig(backend, 2, FORWARD.withHandler(HandlerConfig.fixed(HandlerStyle.BLOCKING, 1)))) {
            // Opens both connections, so that the deadline is spent at the leader.
            rig.kv(2).get(Rig.get("k", ReadLevel.LOG_READ));
            Rig.Failed failed = Rig.Failed.of(
                    () -> rig.kv(2).withDeadlineAfter(Duration.ofSeconds(3)).put(Rig.put("k", "v")));
            assertThat(failed.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            node(1).nextSubmitted();
            // The leader's only handler is free: the deadline reached it.
            assertThat(rig.kv(1)
                            .withDeadlineAfter(Duration.ofSeconds(10))
                            .get(Rig.get("k", ReadLevel.LOCAL))
                            .getFound())
                    .isFalse();
        }
    }

    /** The backend's thread, which finds that the node does not lead, has no context of the call. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestForwardedFromAForeignThreadEndsWithItsClient(boolean clientLeaves) throws Exception {
        try (Rig rig = new Rig(backend, 2, FORWARD.withProposalsInFlightMax(1))) {
            CompletableFuture<java.nio.ByteBuffer> notYet = new CompletableFuture<>();
            node(2).onSubmit = command -> notYet;
            ListenableFuture<PutResponse> forwarded = KeyValueGrpc.newFutureStub(rig.channel(2))
                    .withDeadlineAfter(clientLeaves ? Duration.ofSeconds(60) : Duration.ofSeconds(8))
                    .put(Rig.put("k", "v"));
            await().until(() ->
                    rig.admin(2).stats(StatsRequest.getDefaultInstance()).getProposalsInFlight() == 1);
            notYet.completeExceptionally(new raftmark.kv.spi.NotLeaderException(Rig.id(1)));
            // The leader has it, and never answers.
            node(1).nextSubmitted();
            node(2).onSubmit = null;
            if (clientLeaves) {
                forwarded.cancel(true);
            }
            // The only place for forwarded requests is free again: it is the leader, still busy, that refuses the next.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    Rig.Failed.of(() -> rig.kv(2).put(Rig.put("k", "v")))
                                            .message())
                            .contains("1 proposals are in flight"));
            await().until(forwarded::isDone);
        }
    }

    @Test
    void aLeaderThatCannotBeReachedRefuses() throws Exception {
        try (Rig rig = new Rig(backend, 2, FORWARD)) {
            rig.frontEnds.get(Rig.id(1)).close();
            for (int i = 0; i < 3; i++) {
                Rig.Failed failed = Rig.Failed.of(() -> rig.kv(2).put(Rig.put("k", "v")));
                assertThat(failed.row()).isEqualTo("UNAVAILABLE refused");
                assertThat(failed.message()).contains("could not reach the leader, n1");
            }
            // It comes back at its port and is found without waiting for gRPC's backoff.
            node(1).onSubmit = command -> CompletableFuture.completedFuture(ScriptedBackend.OK.duplicate());
            FrontEnd again = FrontEnd.start(rig.nodes.get(Rig.id(1)), FORWARD);
            rig.frontEnds.put(Rig.id(1), again);
            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> rig.kv(2).put(Rig.put("k", "v")).getSuccess());
        }
    }

    @Test
    void aConnectionThatBreaksMidwayLeavesAWriteUnknownAndAReadRefused() throws Exception {
        try (Rig rig = new Rig(backend, 2, FORWARD)) {
            rig.frontEnds.get(Rig.id(1)).close();
            // Speaks just enough HTTP/2 to be given a call, and then hangs up.
            byte[] settings = {0, 0, 0, 4, 0, 0, 0, 0, 0};
            try (ServerSocket impostor =
                    new ServerSocket(rig.peers.get(0).kvPort(), 10, InetAddress.getByName("127.0.0.1"))) {
                Thread hangUp = new Thread(() -> {
                    while (!impostor.isClosed()) {
                        try (Socket socket = impostor.accept()) {
                            socket.getOutputStream().write(settings);
                            // Preface, settings and more: whatever comes after the first read is the call.
                            socket.getInputStream().readNBytes(300);
                        } catch (java.io.IOException e) {
                            return;
                        }
                    }
                });
                hangUp.start();
                String text = "v".repeat(300);
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(
                                        Rig.Failed.of(() -> rig.kv(2).put(Rig.put("k", text)))
                                                .row())
                                .isEqualTo("ABORTED unknown"));
                assertThat(Rig.Failed.of(() -> rig.kv(2).get(Rig.get("k".repeat(300), ReadLevel.LOG_READ)))
                                .row())
                        .isEqualTo("UNAVAILABLE refused");
                impostor.close();
                hangUp.join(30_000);
                assertThat(hangUp.isAlive()).isFalse();
            }
        }
    }
}
