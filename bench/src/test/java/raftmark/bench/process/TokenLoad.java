package raftmark.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import raftmark.kv.client.KvClient;
import raftmark.kv.client.KvClientException;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.wire.Outcome;
import raftmark.verify.HistoryRecorder;
import raftmark.verify.Operation;
import raftmark.verify.TokenCheck;

/** Clients that append unique tokens to a few keys until they are told to stop, and the check of what became of the tokens. */
final class TokenLoad implements AutoCloseable {
    private static final int CLIENTS = 4;

    /** Append answers the value before, which the history keeps: several keys and a pause keep that small. */
    private static final int KEYS = 8;

    private static final long PAUSE_MILLIS = 5;
    private static final Duration MORE_MAX = Duration.ofSeconds(180);

    private final List<String> endpoints;
    private final HistoryRecorder history = new HistoryRecorder(System::nanoTime);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Thread> clients = new ArrayList<>();

    private TokenLoad(List<String> endpoints) {
        this.endpoints = endpoints;
    }

    static TokenLoad start(List<String> endpoints) {
        TokenLoad load = new TokenLoad(endpoints);
        for (int number = 0; number < CLIENTS; number++) {
            int client = number;
            Thread thread = new Thread(() -> load.append(client), "client-" + client);
            thread.start();
            load.clients.add(thread);
        }
        return load;
    }

    private void append(int client) {
        try (KvClient kv =
                KvClient.builder(endpoints).deadline(Duration.ofSeconds(2)).build()) {
            for (long number = 0; !stop.get(); number++) {
                byte[] token = TokenCheck.token(client, number);
                String key = "tokens" + number % KEYS;
                HistoryRecorder.Invocation invocation = history.append(client, key, token);
                try {
                    invocation.ok(kv.append(key, token).orElse(null));
                    acknowledged.incrementAndGet();
                    Thread.sleep(PAUSE_MILLIS);
                } catch (InterruptedException e) {
                    return;
                } catch (KvClientException e) {
                    if (e.outcome() == Outcome.REFUSED) {
                        invocation.refused();
                    } else {
                        invocation.unknown();
                    }
                }
            }
        }
    }

    /** Waits until so many more appends are acknowledged. */
    void awaitMore(int more) {
        int goal = acknowledged.get() + more;
        Awaitility.await()
                .alias("acknowledged appends")
                .atMost(MORE_MAX)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> acknowledged.get() >= goal);
    }

    /** Ends the clients. */
    @Override
    public void close() throws InterruptedException {
        stop.set(true);
        for (Thread client : clients) {
            client.join();
        }
    }

    /** Reads all keys: nothing acknowledged may be lost, doubled or out of order. To be called after {@link #close}. */
    void assertNothingLostOrDoubled() {
        int found = 0;
        try (KvClient reader = KvClient.builder(endpoints).build()) {
            for (int key = 0; key < KEYS; key++) {
                found += checkKey("tokens" + key, reader);
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(acknowledged.get());
    }

    /** Checks one key's history, and answers how many tokens its value has. */
    private int checkKey(String key, KvClient reader) {
        byte[] value = reader.get(key, ReadLevel.LOG_READ).orElseThrow();
        List<Operation> appends = history.history().stream()
                .filter(operation -> operation.key().equals(key))
                .toList();
        assertThat(TokenCheck.check(appends, value)).isEmpty();
        return new String(value, StandardCharsets.US_ASCII).split(";").length;
    }
}
