package raftmark.kv.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import raftmark.kv.client.FakeServer.Step;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.wire.Outcome;

/** No call takes longer than it may, whatever the servers do. */
class KvClientTimeTest extends KvClientCases {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void pausesDoubleWithJitterUpToHalfASecond() throws IOException {
        FakeServer server = server().always(Step.refused(Code.UNAVAILABLE));
        KvClient client = client(server);
        KvClientException failure = failure(() -> client.put("k", bytes("v")));
        assertThat(failure).hasMessageContaining("the timeout of 10000 ms is over");
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);

        List<Duration> pauses = pacing.pauses();
        assertThat(pauses).hasSizeBetween(20, 60);
        Duration total = Duration.ZERO;
        for (int i = 0; i < pauses.size() - 1; i++) {
            Duration full = Duration.ofMillis(Math.min(500, 10L << Math.min(i, 10)));
            assertThat(pauses.get(i)).isBetween(full.dividedBy(2), full);
            total = total.plus(pauses.get(i));
        }
        assertThat(pauses.subList(10, pauses.size() - 1)).doesNotHaveDuplicates();
        assertThat(total.plus(pauses.get(pauses.size() - 1)))
                .as("the last pause ends with the timeout")
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(server.requests()).hasSameSizeAs(pauses);
    }

    @Test
    void anAttemptEndsAtItsDeadlineAndAnotherServerIsAsked() throws IOException {
        FakeServer hanging = server();
        FakeServer other = server();
        KvClient client = KvClient.builder(List.of(hanging.endpoint(), other.endpoint()))
                .deadline(Duration.ofSeconds(3))
                .build();
        open.add(client);
        // Connects, so that the deadline is spent at the server.
        client.get("k", ReadLevel.LOCAL);
        hanging.always(Step.HANG);
        client.append("k", bytes("a"));
        assertThat(store.get("k")).isEqualTo("a");
        assertThat(hanging.requestIds()).isEqualTo(other.requestIds()).hasSize(1);
    }

    @Test
    void aCallEndsAtItsTimeout() throws IOException {
        FakeServer hanging = server();
        KvClient client = KvClient.builder(List.of(hanging.endpoint()))
                .deadline(Duration.ofMillis(500))
                .timeout(Duration.ofSeconds(5))
                .build();
        open.add(client);
        // Connects, so that the deadlines are spent at the server.
        client.get("k", ReadLevel.LOCAL);
        hanging.always(Step.HANG);
        long start = System.nanoTime();
        KvClientException failure = failure(() -> client.put("k", bytes("v")));
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(30));
        assertThat(failure.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(hanging.requestIds()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void theTimeoutBoundsALongDeadline() throws IOException {
        FakeServer hanging = server().always(Step.HANG);
        KvClient client = KvClient.builder(List.of(hanging.endpoint()))
                .deadline(Duration.ofSeconds(50))
                .timeout(Duration.ofMillis(300))
                .build();
        open.add(client);
        long start = System.nanoTime();
        assertThat(failure(() -> client.get("k", ReadLevel.LOG_READ)).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    /** The clock stands still while the server hangs, so the first write holds its turn for several timeouts. */
    @Test
    void waitingForAnothersWriteEndsAtTheTimeoutToo() throws Exception {
        FakeServer hanging = server().always(Step.HANG);
        KvClient client = builder(hanging).timeout(Duration.ofSeconds(2)).build();
        CompletableFuture<KvClientException> first =
                CompletableFuture.supplyAsync(() -> failure(() -> client.put("k", bytes("v"))), threads);
        await(() -> !hanging.requests().isEmpty());
        KvClientException failure = failure(() -> client.put("k", bytes("w")));
        assertThat(first).isNotDone();
        client.close();
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(failure)
                .hasMessageContaining("put of 'k' was not sent")
                .hasMessageContaining("other writes of this client took 2000 ms")
                .hasMessageContaining("one client per thread");
        assertThat(first.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void closingEndsACallInProgress() throws Exception {
        FakeServer hanging = server().always(Step.HANG);
        KvClient client = KvClient.builder(List.of(hanging.endpoint()))
                .deadline(Duration.ofSeconds(50))
                .timeout(Duration.ofSeconds(50))
                .build();
        CompletableFuture<KvClientException> failed =
                CompletableFuture.supplyAsync(() -> failure(() -> client.put("k", bytes("v"))), threads);
        await(() -> hanging.requests().size() == 1);
        client.close();
        KvClientException failure = failed.get(30, TimeUnit.SECONDS);
        assertThat(failure).hasMessageContaining("the client is closed");
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(hanging.requests()).hasSize(1);
    }

    @Test
    void closingEndsAPause() throws Exception {
        FakeServer server = server().always(Step.refused(Code.UNAVAILABLE));
        KvClient client = KvClient.builder(List.of(server.endpoint()))
                .timeout(Duration.ofSeconds(50))
                .build();
        CompletableFuture<KvClientException> failed =
                CompletableFuture.supplyAsync(() -> failure(() -> client.put("k", bytes("v"))), threads);
        await(() -> server.requests().size() > 3);
        client.close();
        assertThat(failed.get(30, TimeUnit.SECONDS)).hasMessageContaining("the client is closed");
    }

    @Test
    void aClosedClientRefuses() throws IOException {
        FakeServer server = server();
        KvClient client = client(server);
        client.close();
        client.close();
        KvClientException failure = failure(() -> client.put("k", bytes("v")));
        assertThat(failure.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(failure.code()).isEqualTo(Code.CANCELLED);
        assertThat(failure).hasMessageContaining("the client is closed");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void anInterruptEndsACallAndStaysVisible() throws Exception {
        FakeServer hanging = server().always(Step.HANG);
        KvClient client = KvClient.builder(List.of(hanging.endpoint()))
                .deadline(Duration.ofSeconds(50))
                .timeout(Duration.ofSeconds(50))
                .build();
        open.add(client);
        CompletableFuture<KvClientException> failed = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread caller = new Thread(() -> {
            failed.complete(failure(() -> client.put("k", bytes("v"))));
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        caller.start();
        await(() -> hanging.requests().size() == 1);
        caller.interrupt();
        KvClientException failure = failed.get(30, TimeUnit.SECONDS);
        assertThat(failure).hasMessageContaining("the thread was interrupted");
        assertThat(failure.code()).isEqualTo(Code.CANCELLED);
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(hanging.requests()).hasSize(1);
    }
}
