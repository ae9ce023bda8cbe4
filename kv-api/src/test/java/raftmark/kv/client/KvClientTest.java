package raftmark.kv.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import raftmark.kv.client.FakeServer.Step;
import raftmark.kv.machine.Command;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.v1.GetRequest;
import raftmark.kv.v1.RequestId;
import raftmark.kv.wire.Outcome;

class KvClientTest extends KvClientCases {
    @Test
    void theThreeCallsAndTheirReplies() throws IOException {
        FakeServer server = server();
        KvClient client = client(server);
        assertThat(client.get("k", ReadLevel.LEASE)).isEmpty();
        assertThat(text(client.append("k", bytes("a")))).isEmpty();
        assertThat(text(client.append("k", bytes("b")))).contains("a");
        assertThat(text(client.get("k", ReadLevel.LOG_READ))).contains("ab");
        client.put("k", bytes(""));
        assertThat(text(client.get("k", ReadLevel.LOCAL))).contains("");
        assertThat(text(client.append("k", bytes("c")))).contains("");
        assertThat(server.requests())
                .filteredOn(GetRequest.class::isInstance)
                .extracting(request -> ((GetRequest) request).getReadLevel())
                .containsExactly(
                        raftmark.kv.v1.ReadLevel.LEASE,
                        raftmark.kv.v1.ReadLevel.LOG_READ,
                        raftmark.kv.v1.ReadLevel.LOCAL);
    }

    @Test
    void writesCarryOneClientIdAndASequenceFromOne() throws IOException {
        FakeServer server = server();
        KvClient client = client(server);
        client.put("k", bytes("a"));
        client.get("k", ReadLevel.LOG_READ);
        client.append("k", bytes("b"));
        client.put("k", bytes("c"));
        assertThat(server.requestIds()).extracting(RequestId::getSequence).containsExactly(1L, 2L, 3L);
        assertThat(server.requestIds()).extracting(RequestId::getClientId).containsOnly("session-1");
    }

    @Test
    void clientIdsAreRandomUnlessGiven() throws IOException {
        FakeServer server = server();
        for (int i = 0; i < 2; i++) {
            try (KvClient client = KvClient.builder(List.of(server.endpoint())).build()) {
                client.put("k", bytes("v"));
            }
        }
        try (KvClient client =
                KvClient.builder(List.of(server.endpoint())).clientId("mine").build()) {
            client.put("k", bytes("v"));
        }
        List<String> ids =
                server.requestIds().stream().map(RequestId::getClientId).toList();
        assertThat(ids).doesNotHaveDuplicates().doesNotContain("").endsWith("mine");
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"UNAVAILABLE", "RESOURCE_EXHAUSTED", "ABORTED"})
    void whatIsRefusedIsSentAgain(Code code) throws IOException {
        FakeServer server = server().next(Step.refused(code), Step.refused(code));
        KvClient client = builder(server).withoutRequestIds().build();
        open.add(client);
        assertThat(client.append("k", bytes("a"))).isEmpty();
        assertThat(store.get("k")).isEqualTo("a");
        assertThat(server.requests()).hasSize(3);
        assertThat(pacing.pauses()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"UNAVAILABLE", "ABORTED", "UNKNOWN", "INTERNAL", "DEADLINE_EXCEEDED", "CANCELLED"})
    void whatIsUnknownIsSentAgainUnderTheSameRequestIdAndAppliesOnce(Code code) throws IOException {
        FakeServer server = server().next(Step.appliedButUnknown(code), Step.appliedButUnknown(code));
        KvClient client = client(server);
        assertThat(client.append("k", bytes("a"))).isEmpty();
        assertThat(text(client.append("k", bytes("b")))).contains("a");
        assertThat(store.get("k")).isEqualTo("ab");
        assertThat(server.requestIds()).extracting(RequestId::getSequence).containsExactly(1L, 1L, 1L, 2L);
        assertThat(server.requestIds()).extracting(RequestId::getClientId).containsOnly("session-1");
    }

    @Test
    void whatIsUnknownIsNotSentAgainWithoutARequestId() throws IOException {
        FakeServer server =
                server().next(Step.refused(Code.UNAVAILABLE), Step.appliedButUnknown(Code.ABORTED), Step.SERVE);
        KvClient client = builder(server).withoutRequestIds().build();
        open.add(client);
        KvClientException failure = failure(() -> client.append("k", bytes("a")));
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure.code()).isEqualTo(Code.ABORTED);
        assertThat(failure)
                .hasMessageContaining("append to 'k' failed at " + server.endpoint())
                .hasMessageContaining("ABORTED (scripted) after 2 attempts")
                .hasMessageContaining("Outcome unknown")
                .hasMessageContaining("read the key");
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requestIds()).containsOnly(RequestId.getDefaultInstance());
        assertThat(store.get("k")).isEqualTo("a");
    }

    @Test
    void aReadIsSentAgainWhateverHappened() throws IOException {
        FakeServer server = server().next(Step.withoutTrailer(Code.UNAVAILABLE), Step.unknown(Code.ABORTED));
        store.apply(new Command.Put("k", bytes("v"), null));
        KvClient client = builder(server).withoutRequestIds().build();
        open.add(client);
        assertThat(text(client.get("k", ReadLevel.LOG_READ))).contains("v");
        assertThat(server.requests()).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Code.class,
            names = {"INVALID_ARGUMENT", "OUT_OF_RANGE", "UNIMPLEMENTED", "FAILED_PRECONDITION", "PERMISSION_DENIED"})
    void whatIsFinalIsSentOnce(Code code) throws IOException {
        FakeServer server = server().always(Step.refused(code));
        KvClient client = client(server);
        List<ThrowingCallable> calls = List.of(
                () -> client.get("k", ReadLevel.LOG_READ),
                () -> client.put("k", bytes("v")),
                () -> client.append("k", bytes("v")));
        for (ThrowingCallable call : calls) {
            KvClientException failure = failure(call);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(failure).hasMessageContaining("Outcome refused").hasMessageContaining("after 1 attempt.");
        }
        assertThat(server.requests()).hasSize(3);
        assertThat(pacing.pauses()).isEmpty();
    }

    @Test
    void aMessageThatGrpcFindsTooLargeIsNotSentAgain() throws IOException {
        FakeServer server = server().always(Step.withoutTrailer(Code.RESOURCE_EXHAUSTED));
        KvClient client = client(server);
        assertThat(failure(() -> client.put("k", bytes("v"))).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aRedirectIsFollowedAndRemembered() throws IOException {
        FakeServer leader = server();
        FakeServer follower = server().always(Step.redirect(leader.endpoint()));
        KvClient client = client(follower);
        client.put("k", bytes("v"));
        client.append("k", bytes("w"));
        assertThat(follower.requests()).hasSize(1);
        assertThat(leader.requests()).hasSize(2);
        assertThat(leader.requestIds()).extracting(RequestId::getSequence).containsExactly(1L, 2L);
        assertThat(pacing.pauses()).isEmpty();
    }

    @Test
    void serversThatNameEachOtherAreAskedAtThePaceOfFailuresAndNotForever() throws IOException {
        FakeServer one = server();
        FakeServer two = server().always(Step.redirect(one.endpoint()));
        one.always(Step.redirect(two.endpoint()));
        KvClient client = client(one, two);
        KvClientException failure = failure(() -> client.put("k", bytes("v")));
        assertThat(failure.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(failure).hasMessageContaining("the timeout of 10000 ms is over");
        assertThat(one.requests().size() + two.requests().size())
                .isEqualTo(pacing.pauses().size() + 2);
    }

    @Test
    void aRedirectToNowhereIsFinal() throws IOException {
        FakeServer server = server().always(Step.redirect("nowhere"));
        KvClient client = client(server);
        assertThat(failure(() -> client.put("k", bytes("v"))).code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void theNextServerIsAskedWhenOneIsUnavailable() throws IOException {
        FakeServer one = server().always(Step.refused(Code.UNAVAILABLE));
        FakeServer two = server().always(Step.unknown(Code.ABORTED));
        FakeServer three = server();
        KvClient client = client(one, two, three);
        client.put("k", bytes("v"));
        client.put("k", bytes("w"));
        assertThat(List.of(
                        one.requests().size(),
                        two.requests().size(),
                        three.requests().size()))
                .containsExactly(1, 1, 2);
    }

    @Test
    void aBusyServerIsAskedAgainNotLeft() throws IOException {
        FakeServer busy = server().next(Step.refused(Code.RESOURCE_EXHAUSTED));
        FakeServer other = server();
        client(busy, other).put("k", bytes("v"));
        assertThat(busy.requests()).hasSize(2);
        assertThat(other.requests()).isEmpty();
    }

    @Test
    void aDeadEndpointIsLeftAlsoWithoutRequestIds() throws IOException {
        FakeServer dead = new FakeServer(store);
        dead.close();
        FakeServer alive = server();
        KvClient client = builder(dead, alive).withoutRequestIds().build();
        open.add(client);
        client.append("k", bytes("a"));
        assertThat(store.get("k")).isEqualTo("a");
    }

    @Test
    void nobodyThereIsRefused() throws IOException {
        FakeServer dead = new FakeServer(store);
        dead.close();
        KvClient client = client(dead);
        KvClientException failure = failure(() -> client.put("k", bytes("v")));
        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(failure).hasMessageContaining(dead.endpoint()).hasMessageContaining("raftmark status");
    }

    @Test
    void aServerThatEndsUnderARequestIsUnknown() throws Exception {
        FakeServer server = server().always(Step.HANG);
        KvClient client = KvClient.builder(List.of(server.endpoint()))
                .withoutRequestIds()
                .deadline(Duration.ofSeconds(30))
                .build();
        open.add(client);
        Thread killer = new Thread(() -> {
            await(() -> !server.requests().isEmpty());
            server.close();
        });
        killer.start();
        KvClientException failure = failure(() -> client.put("k", bytes("v")));
        killer.join();
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aServerThatComesBackIsFoundAgain() throws IOException {
        FakeServer first = server();
        KvClient client = KvClient.builder(List.of(first.endpoint()))
                .timeout(Duration.ofSeconds(20))
                .build();
        open.add(client);
        client.append("k", bytes("a"));
        first.close();
        open.add(new FakeServer(store, first.port()));
        assertThat(text(client.append("k", bytes("b")))).contains("a");
    }

    /** By itself gRPC waits about 1, 1.6, 2.6 and 4.1 seconds between the first five connections. */
    @Test
    void everyAttemptTriesToConnect() throws IOException {
        Doorman doorman = new Doorman();
        open.add(doorman);
        KvClient client = KvClient.builder(List.of(doorman.endpoint())).build();
        Thread caller = new Thread(() -> failure(() -> client.put("k", bytes("v"))));
        caller.start();
        await(() -> doorman.connections() >= 5);
        client.close();
        assertThat(doorman.untilConnection(5)).isLessThan(Duration.ofSeconds(6));
    }
}
