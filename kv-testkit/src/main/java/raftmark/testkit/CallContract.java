package raftmark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.testkit.WireCalls.append;
import static raftmark.testkit.WireCalls.assertRefused;
import static raftmark.testkit.WireCalls.get;
import static raftmark.testkit.WireCalls.put;
import static raftmark.testkit.WireCalls.text;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import raftmark.kv.client.KvClient;
import raftmark.kv.spi.Peer;
import raftmark.kv.v1.AppendResponse;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.PutRequest;
import raftmark.kv.v1.ReadLevel;
import raftmark.kv.wire.Limits;
import raftmark.kv.wire.WireMetadata;
import raftmark.server.FrontEndConfig;
import raftmark.server.Route;
import raftmark.verify.HistoryRecorder;
import raftmark.verify.TokenCheck;

/** The calls, their replies and their refusals, over the wire. */
interface CallContract extends Contract {
    @Test
    default void theCallsAndTheirReplies() {
        Peer leader = cluster().leader();
        assertThat(text(cluster().at(leader).get(get("calls")))).isEqualTo("(none)");
        assertThat(text(cluster().at(leader).append(append("calls", "a")))).isEqualTo("(none)");
        assertThat(text(cluster().at(leader).append(append("calls", "b")))).isEqualTo("a");
        assertThat(text(cluster().at(leader).get(get("calls")))).isEqualTo("ab");
        assertThat(cluster().at(leader).put(put("calls", "c")).getSuccess()).isTrue();
        assertThat(text(cluster().at(leader).append(append("calls", "")))).isEqualTo("c");
        assertThat(cluster().at(leader).put(put("calls", "")).getSuccess()).isTrue();
        assertThat(text(cluster().at(leader).append(append("calls", "d"))))
                .as("an empty value is a value")
                .isEmpty();
        assertThat(text(cluster().at(leader).get(get("calls", ReadLevel.READ_LEVEL_UNSPECIFIED))))
                .isEqualTo("d");
    }

    @Test
    default void everyServerAnswersByForwarding() {
        cluster().leader();
        String expected = "(none)";
        for (Peer peer : cluster().peers()) {
            String token = peer.id().value();
            String before = expected;
            AppendResponse answer = cluster()
                    .untilAnswered(
                            "append at " + peer.id(),
                            () -> cluster().at(peer).append(append("any", token, "any-" + token, 1)));
            assertThat(text(answer)).as("old value at %s", peer.id()).isEqualTo(before);
            expected = expected.equals("(none)") ? token : expected + token;
            assertThat(text(cluster().at(peer).get(get("any"))))
                    .as("value at %s", peer.id())
                    .isEqualTo(expected);
        }
    }

    @Test
    default void aFollowerRedirectsWhereToldTo() throws IOException {
        cluster().embedded().rebuildFrontEnds(FrontEndConfig.defaults().withRoute(Route.REDIRECT));
        try {
            Peer leader = cluster().leader();
            for (Peer follower : cluster().followers()) {
                StatusRuntimeException failure = assertRefused(
                        "put at follower " + follower.id(),
                        Status.Code.FAILED_PRECONDITION,
                        () -> cluster().at(follower).put(put("redirect", "x")));
                assertThat(failure.getTrailers().get(WireMetadata.LEADER))
                        .as("trailer raftmark-leader of %s", follower.id())
                        .isEqualTo(leader.kvEndpoint());
                try (KvClient client = cluster().clientOf(follower)) {
                    assertThat(client.append("redirect-" + follower.id(), new byte[] {1}))
                            .as("a client follows the redirect of %s", follower.id())
                            .isEmpty();
                }
            }
        } finally {
            cluster().embedded().rebuildFrontEnds(FrontEndConfig.defaults());
        }
    }

    @Test
    default void malformedRequestsAreRefusedByEveryServer() {
        String longKey = "k".repeat(Limits.KEY_BYTES_MAX + 1);
        ByteString tooMuch = ByteString.copyFrom(new byte[Limits.VALUE_BYTES_MAX + 1]);
        String longClient = "c".repeat(Limits.CLIENT_ID_BYTES_MAX + 1);
        cluster().leader();
        for (Peer peer : cluster().peers()) {
            assertInvalid(peer, "key", stub -> stub.get(get("")));
            assertInvalid(peer, "key", stub -> stub.get(get(longKey)));
            assertInvalid(peer, "key", stub -> stub.put(put("", "v")));
            assertInvalid(peer, "key", stub -> stub.append(append(longKey, "v")));
            assertInvalid(
                    peer,
                    "value",
                    stub -> stub.put(PutRequest.newBuilder()
                            .setKey("bad")
                            .setValue(tooMuch)
                            .build()));
            assertInvalid(
                    peer,
                    "args",
                    stub -> stub.append(
                            append("bad", "").toBuilder().setArgs(tooMuch).build()));
            assertInvalid(peer, "client_id", stub -> stub.append(append("bad", "v", "", 1)));
            assertInvalid(peer, "client_id", stub -> stub.append(append("bad", "v", longClient, 1)));
            assertInvalid(peer, "sequence", stub -> stub.append(append("bad", "v", "c", 0)));
        }
        assertThat(text(cluster().at(cluster().leader()).get(get("bad"))))
                .as("nothing refused was applied")
                .isEqualTo("(none)");
    }

    private void assertInvalid(
            Peer peer, String field, java.util.function.Consumer<KeyValueGrpc.KeyValueBlockingStub> call) {
        StatusRuntimeException failure = assertRefused(
                "malformed " + field + " at " + peer.id(),
                Status.Code.INVALID_ARGUMENT,
                () -> call.accept(cluster().at(peer)));
        assertThat(failure.getStatus().getDescription())
                .as("the complaint of %s names the field", peer.id())
                .contains(field);
    }

    @Test
    default void theLargestRequestsAreAccepted() {
        String key = "k".repeat(Limits.KEY_BYTES_MAX);
        ByteString value = ByteString.copyFrom(new byte[Limits.VALUE_BYTES_MAX]);
        Peer follower = cluster().followers().get(0);
        PutRequest request = PutRequest.newBuilder().setKey(key).setValue(value).build();
        assertThat(cluster().at(follower).put(request).getSuccess()).isTrue();
        assertThat(cluster().at(follower).get(get(key)).getValue()).isEqualTo(value);
    }

    @Test
    default void anAppendPastTheCapChangesNothingOnAnyReplica() {
        ByteString full = ByteString.copyFrom(new byte[BackendContractTest.LIMITS.appendedValueBytesMax()]);
        Peer leader = cluster().leader();
        boolean ok = cluster()
                .at(leader)
                .put(PutRequest.newBuilder().setKey("cap").setValue(full).build())
                .getSuccess();
        assertThat(ok).isTrue();
        for (Peer peer : cluster().peers()) {
            assertRefused(
                    "append past the cap at " + peer.id(),
                    Status.Code.OUT_OF_RANGE,
                    () -> cluster().at(peer).append(append("cap", "x")));
        }
        cluster().awaitSameMap();
        for (Peer peer : cluster().peers()) {
            assertThat(cluster().at(peer).get(get("cap", ReadLevel.LOCAL)).getValue())
                    .as("the value on %s", peer.id())
                    .isEqualTo(full);
        }
    }

    @Test
    default void nothingRefusedAsBusyIsApplied() throws IOException, InterruptedException {
        cluster().embedded().rebuildFrontEnds(FrontEndConfig.defaults().withProposalsInFlightMax(2));
        try {
            Peer leader = cluster().leader();
            HistoryRecorder recorder = new HistoryRecorder(System::nanoTime);
            AtomicInteger busy = new AtomicInteger();
            List<Throwable> unexpected = java.util.Collections.synchronizedList(new ArrayList<>());
            int calls = 100;
            CountDownLatch answered = new CountDownLatch(calls);
            for (int i = 0; i < calls; i++) {
                byte[] token = TokenCheck.token(i, 0);
                KeyValueGrpc.newStub(cluster().channel(leader))
                        .withWaitForReady()
                        .append(
                                append("busy", new String(token, java.nio.charset.StandardCharsets.US_ASCII)),
                                new BusyObserver(recorder.append(i, "busy", token), busy, unexpected, answered));
            }
            assertThat(answered.await(ContractCluster.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("%s of %s calls were not answered", answered.getCount(), calls)
                    .isTrue();
            assertThat(unexpected).as("failures other than RESOURCE_EXHAUSTED").isEmpty();
            assertThat(busy)
                    .as("refused of %s calls at once, with 2 allowed in flight", calls)
                    .hasPositiveValue();
            assertThat(busy.get()).as("some are accepted").isLessThan(calls);
            ByteString value = cluster().at(leader).get(get("busy")).getValue();
            assertThat(TokenCheck.check(recorder.history(), value.toByteArray()))
                    .isEmpty();
        } finally {
            cluster().embedded().rebuildFrontEnds(FrontEndConfig.defaults());
        }
    }
}
