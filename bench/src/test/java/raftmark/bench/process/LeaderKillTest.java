package raftmark.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import raftmark.kv.client.AdminClient;
import raftmark.kv.client.KvClient;
import raftmark.kv.client.KvClientException;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.v1.StatusResponse;
import raftmark.kv.wire.Outcome;
import raftmark.verify.HistoryRecorder;
import raftmark.verify.Operation;
import raftmark.verify.TokenCheck;

/** Three processes, their leader killed with SIGKILL while clients append: nothing acknowledged is lost or doubled. */
class LeaderKillTest {
    private static final int CLIENTS = 4;

    /** Append answers the value before, which the history keeps: several keys and a pause keep that small. */
    private static final int KEYS = 8;

    private static final long PAUSE_MILLIS = 5;
    private static final Duration READY_MAX = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"jraft", "ratis"})
    void nothingAcknowledgedIsLostOrDoubled(String backend) throws Exception {
        ServerSettings settings =
                ServerSettings.of(backend).withJvmArguments(JvmArguments.of(JvmArguments.Jit.C1, "256m"));
        ServerLaunch launch = new ServerLaunch(
                settings, "leader-kill", PeerList.onFreePorts(3, "127.0.0.1"), data, data.resolve("logs"));
        long start = System.nanoTime();
        try (ServerProcesses servers = ServerProcesses.start(launch)) {
            Peer leader = servers.awaitReady(READY_MAX);
            System.out.printf("%s: three processes ready after %.1f s%n", backend, (System.nanoTime() - start) / 1e9);
            BlockingQueue<ServerExit> exits = new LinkedBlockingQueue<>();
            servers.onExit(exits::add);
            HistoryRecorder history = new HistoryRecorder(System::nanoTime);
            AtomicInteger acknowledged = new AtomicInteger();
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> clients = startClients(endpoints(servers), history, acknowledged, stop);
            awaitMore(acknowledged, 200);

            long pid = servers.pid(leader.id());
            servers.kill(leader.id());
            assertThat(exits.poll(10, TimeUnit.SECONDS)).isEqualTo(new ServerExit(leader.id(), pid, 137, true));
            awaitMore(acknowledged, 200);
            servers.restart(leader.id());
            servers.awaitReady(READY_MAX);
            awaitMore(acknowledged, 100);

            stop.set(true);
            for (Thread client : clients) {
                client.join();
            }
            try (KvClient reader = KvClient.builder(endpoints(servers)).build()) {
                int found = 0;
                for (int key = 0; key < KEYS; key++) {
                    found += checkKey("tokens" + key, history, reader);
                }
                assertThat(found).isGreaterThanOrEqualTo(acknowledged.get());
            }
            awaitEqualMaps(servers.peers());
        }
        for (Peer peer : launch.peers()) {
            assertThat(isListening(peer)).isFalse();
        }
    }

    /** Checks one key's history, and answers how many tokens its value has. */
    private static int checkKey(String key, HistoryRecorder history, KvClient reader) {
        byte[] value = reader.get(key, ReadLevel.LOG_READ).orElseThrow();
        List<Operation> appends = history.history().stream()
                .filter(operation -> operation.key().equals(key))
                .toList();
        assertThat(TokenCheck.check(appends, value)).isEmpty();
        return new String(value, StandardCharsets.US_ASCII).split(";").length;
    }

    private static List<String> endpoints(ServerProcesses servers) {
        return servers.peers().stream().map(Peer::kvEndpoint).toList();
    }

    private static List<Thread> startClients(
            List<String> endpoints, HistoryRecorder history, AtomicInteger acknowledged, AtomicBoolean stop) {
        List<Thread> clients = new ArrayList<>();
        for (int number = 0; number < CLIENTS; number++) {
            int client = number;
            Thread thread =
                    new Thread(() -> append(client, endpoints, history, acknowledged, stop), "client-" + client);
            thread.start();
            clients.add(thread);
        }
        return clients;
    }

    private static void append(
            int client,
            List<String> endpoints,
            HistoryRecorder history,
            AtomicInteger acknowledged,
            AtomicBoolean stop) {
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

    private static void awaitMore(AtomicInteger acknowledged, int more) {
        int goal = acknowledged.get() + more;
        Awaitility.await()
                .alias("acknowledged appends")
                .atMost(READY_MAX)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> acknowledged.get() >= goal);
    }

    private static void awaitEqualMaps(List<Peer> peers) {
        Awaitility.await().atMost(READY_MAX).until(() -> {
            List<String> checksums = new ArrayList<>();
            for (Peer peer : peers) {
                checksums.add(status(peer).getMapChecksum());
            }
            return checksums.stream().distinct().count() == 1;
        });
    }

    private static StatusResponse status(Peer peer) {
        try (AdminClient admin = new AdminClient(peer.kvEndpoint())) {
            return admin.status(Duration.ofSeconds(10));
        }
    }

    private static boolean isListening(Peer peer) {
        try (AdminClient admin = new AdminClient(peer.kvEndpoint())) {
            admin.status(Duration.ofSeconds(2));
            return true;
        } catch (KvClientException e) {
            return false;
        }
    }
}
