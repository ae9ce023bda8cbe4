package raftmark.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import raftmark.kv.client.AdminClient;
import raftmark.kv.client.KvClientException;
import raftmark.kv.spi.Peer;
import raftmark.kv.v1.StatusResponse;

/**
 * Three processes ended with SIGKILL while clients append, first the leader, then all at one time: nothing acknowledged is lost
 * or doubled. What the kernel had taken survives a killed process, so that this does not prove the fsync; it proves that a
 * node comes back from whatever its log looked like in that moment.
 */
class KillTest {
    private static final Duration READY_MAX = Duration.ofSeconds(180);

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"jraft", "ratis"})
    void nothingAcknowledgedIsLostOrDoubled(String backend) throws Exception {
        ServerSettings settings =
                ServerSettings.of(backend).withJvmArguments(JvmArguments.of(JvmArguments.Jit.C1, "256m"));
        ServerLaunch launch =
                new ServerLaunch(settings, "kill", PeerList.onFreePorts(3, "127.0.0.1"), data, data.resolve("logs"));
        long start = System.nanoTime();
        try (ServerProcesses servers = ServerProcesses.start(launch)) {
            Peer leader = servers.awaitReady(READY_MAX);
            System.out.printf("%s: three processes ready after %.1f s%n", backend, (System.nanoTime() - start) / 1e9);
            TokenLoad load = TokenLoad.start(
                    servers.peers().stream().map(Peer::kvEndpoint).toList());
            try (load) {
                load.awaitMore(200);
                killLeader(servers, leader);
                load.awaitMore(200);
                servers.restart(leader.id());
                servers.awaitReady(READY_MAX);
                load.awaitMore(100);
                killAll(servers);
                for (Peer peer : servers.peers()) {
                    servers.restart(peer.id());
                }
                servers.awaitReady(READY_MAX);
                load.awaitMore(100);
            }
            load.assertNothingLostOrDoubled();
            awaitEqualMaps(servers.peers());
        }
        for (Peer peer : launch.peers()) {
            assertThat(isListening(peer)).isFalse();
        }
    }

    private static void killLeader(ServerProcesses servers, Peer leader) throws InterruptedException {
        BlockingQueue<ServerExit> exits = new LinkedBlockingQueue<>();
        servers.onExit(exits::add);
        long pid = servers.pid(leader.id());
        servers.kill(leader.id());
        assertThat(exits.poll(60, TimeUnit.SECONDS)).isEqualTo(new ServerExit(leader.id(), pid, 137, true));
    }

    /** All signals first, so that no server gets to know that another one is gone. */
    private static void killAll(ServerProcesses servers) {
        List<ProcessHandle> processes = servers.peers().stream()
                .map(peer -> ProcessHandle.of(servers.pid(peer.id())).orElseThrow())
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        Awaitility.await()
                .atMost(READY_MAX)
                .until(() -> servers.peers().stream().noneMatch(peer -> servers.isAlive(peer.id())));
    }

    private static void awaitEqualMaps(List<Peer> peers) {
        // A server that elects a leader may be late with its answer.
        Awaitility.await()
                .atMost(READY_MAX)
                .ignoreExceptionsInstanceOf(KvClientException.class)
                .until(() -> {
                    List<String> checksums = new ArrayList<>();
                    for (Peer peer : peers) {
                        checksums.add(status(peer).getMapChecksum());
                    }
                    return checksums.stream().distinct().count() == 1;
                });
    }

    private static StatusResponse status(Peer peer) {
        try (AdminClient admin = new AdminClient(peer.kvEndpoint())) {
            return admin.status(Duration.ofSeconds(30));
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
