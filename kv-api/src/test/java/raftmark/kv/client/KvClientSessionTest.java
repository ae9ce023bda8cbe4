package raftmark.kv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import raftmark.kv.client.FakeServer.Step;
import raftmark.kv.machine.Command;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.v1.RequestId;
import raftmark.kv.wire.Outcome;

/** The client's side of exactly-once, against the real state machine, which keeps three sessions here. */
class KvClientSessionTest extends KvClientCases {
    @Test
    void anExpiredSessionFailsOnceAndTheNextCallOpensAFreshOne() throws IOException {
        FakeServer server = server();
        KvClient client = client(server);
        client.append("k", bytes("a"));
        client.append("k", bytes("b"));
        otherSessions(3);
        KvClientException failure = failure(() -> client.append("k", bytes("c")));
        assertThat(failure.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(failure).hasMessageContaining("fresh session");
        client.append("k", bytes("d"));
        client.append("k", bytes("e"));
        assertThat(store.get("k")).isEqualTo("abde");
        assertThat(ids(server))
                .containsExactly("session-1:1", "session-1:2", "session-1:3", "session-2:1", "session-2:2");
    }

    @Test
    void aRetryThatFindsItsSessionExpiredIsUnknown() throws IOException {
        FakeServer server = server();
        KvClient client = client(server);
        client.append("k", bytes("a"));
        otherSessions(3);
        server.next(Step.unknown(Code.ABORTED));
        KvClientException failure = failure(() -> client.append("k", bytes("b")));
        assertThat(failure.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("may have taken effect").hasMessageContaining("fresh session");
    }

    @Test
    void aCallWhoseLastAttemptWasRefusedIsUnknownIfAnEarlierOneWas() throws IOException {
        FakeServer server = server().next(Step.appliedButUnknown(Code.ABORTED)).always(Step.refused(Code.UNAVAILABLE));
        KvClient client = client(server);
        KvClientException failure = failure(() -> client.append("k", bytes("a")));
        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void theMachinesRefusalSettlesWhatAnEarlierAttemptLeftOpen() throws IOException {
        FakeServer server = server();
        KvClient client = client(server);
        client.put("k", new byte[1000]);
        server.next(Step.appliedButUnknown(Code.ABORTED));
        KvClientException failure = failure(() -> client.append("k", bytes("x")));
        assertThat(failure.code()).isEqualTo(Code.OUT_OF_RANGE);
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(failure).hasMessageContaining("Put a shorter one");
        client.put("k", bytes(""));
        client.append("k", bytes("y"));
        assertThat(store.get("k")).isEqualTo("y");
    }

    @Test
    void aReadOfUnknownOutcomeHadNoEffect() throws IOException {
        FakeServer server = server().always(Step.unknown(Code.UNAVAILABLE));
        KvClient client = client(server);
        KvClientException failure = failure(() -> client.get("k", ReadLevel.LOG_READ));
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(failure).hasMessageContaining("get of 'k'").hasMessageContaining("a read has no effect");
    }

    /** An unknown client is accepted at sequence 1 only, and 1 must not be used for another request. */
    @Test
    void aSessionWhoseFirstRequestFailedIsReplaced() throws IOException {
        FakeServer server = server().next(Step.refused(Code.INVALID_ARGUMENT));
        KvClient client = client(server);
        failure(() -> client.put("k", bytes("a")));
        client.put("k", bytes("b"));
        client.put("k", bytes("c"));
        assertThat(ids(server)).containsExactly("session-1:1", "session-2:1", "session-2:2");
    }

    @Test
    void aFailedRequestsSequenceIsNotUsedForAnother() throws IOException {
        FakeServer server = server().next(Step.SERVE).always(Step.appliedButUnknown(Code.UNAVAILABLE));
        KvClient client = client(server);
        client.append("k", bytes("a"));
        failure(() -> client.append("k", bytes("b")));
        server.always(Step.SERVE);
        assertThat(text(client.append("k", bytes("c")))).contains("ab");
        assertThat(store.get("k")).isEqualTo("abc");
        List<String> ids = ids(server);
        assertThat(ids.get(ids.size() - 1)).isEqualTo("session-1:3");
    }

    @Test
    void writesOfOneClientGoOneAfterTheOther() throws Exception {
        FakeServer server = server();
        KvClient client = client(server);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int thread = 0; thread < 4; thread++) {
            threads.execute(() -> {
                for (int i = 0; i < 50; i++) {
                    client.append("k", bytes("x"));
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(store.get("k")).isEqualTo("x".repeat(200));
        assertThat(server.requestIds())
                .extracting(RequestId::getSequence)
                .isSorted()
                .hasSize(200);
    }

    @Test
    void writesWithoutRequestIdsAreConcurrent() throws Exception {
        FakeServer server = server().next(Step.HANG);
        KvClient client = KvClient.builder(List.of(server.endpoint()))
                .withoutRequestIds()
                .deadline(Duration.ofSeconds(30))
                .build();
        open.add(client);
        Thread hanging = new Thread(() -> failure(() -> client.put("k", bytes("never"))));
        hanging.start();
        await(() -> server.requests().size() == 1);
        client.put("k", bytes("v"));
        assertThat(store.get("k")).isEqualTo("v");
        assertThat(hanging.isAlive()).isTrue();
        client.close();
        hanging.join();
    }

    @Test
    void badSettingsAndKeysAreRefusedAtOnce() throws IOException {
        FakeServer server = server();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KvClient.builder(List.of()).build())
                .withMessageContaining("host:port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KvClient.builder(List.of("localhost")).build())
                .withMessageContaining("'localhost'");
        KvClient.Builder builder = builder(server);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.clientId("€".repeat(43)))
                .withMessageContaining("129 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.clientId(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.deadline(Duration.ZERO))
                .withMessageContaining("deadline PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeout(Duration.ofSeconds(-1)))
                .withMessageContaining("timeout PT-1S");
        KvClient client = client(server);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.put("half \uD83D", bytes("v")))
                .withMessageContaining("surrogate");
        assertThat(server.requests()).isEmpty();
    }

    private void otherSessions(int count) {
        for (int i = 0; i < count; i++) {
            store.apply(new Command.Put("other", bytes(""), new Command.SessionRequest("other-" + i, 1)));
        }
    }

    private static List<String> ids(FakeServer server) {
        return server.requestIds().stream()
                .map(id -> id.getClientId() + ":" + id.getSequence())
                .toList();
    }
}
