package raftmark.kv.client;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import raftmark.kv.machine.MachineLimits;

/** What the client's tests share: fake servers over one state machine, and clients of them; all closed after each test. */
@Timeout(60)
abstract class KvClientCases {
    final FakeServer.Store store = new FakeServer.Store(new MachineLimits(1000, 3, 100_000));
    final VirtualPacing pacing = new VirtualPacing();
    final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    FakeServer server() throws IOException {
        FakeServer server = new FakeServer(store);
        open.add(server);
        return server;
    }

    KvClient client(FakeServer... servers) {
        KvClient client = builder(servers).build();
        open.add(client);
        return client;
    }

    /** Session ids are session-1, session-2 …; time is virtual, but an attempt's deadline is real: long, for a cold start. */
    KvClient.Builder builder(FakeServer... servers) {
        AtomicInteger sessions = new AtomicInteger();
        return KvClient.builder(Arrays.stream(servers).map(FakeServer::endpoint).toList())
                .deadline(Duration.ofSeconds(20))
                .timeout(Duration.ofSeconds(10))
                .freshIds(() -> "session-" + sessions.incrementAndGet())
                // A seed whose pauses leave the last attempt within the 10 s nearly half a second, which is then its
                // real deadline.
                .pacing(pacing, new Random(1264));
    }

    static KvClientException failure(ThrowingCallable call) {
        return catchThrowableOfType(KvClientException.class, call);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Optional<String> text(Optional<byte[]> bytes) {
        return bytes.map(value -> new String(value, StandardCharsets.UTF_8));
    }

    static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(condition);
    }
}
