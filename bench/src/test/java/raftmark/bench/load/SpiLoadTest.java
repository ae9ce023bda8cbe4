package raftmark.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.bench.cluster.EmbeddedBenchCluster;
import raftmark.bench.record.LatencyRecorder;
import raftmark.bench.spec.Cell;
import raftmark.bench.spec.Operation;
import raftmark.bench.spec.SpecException;
import raftmark.bench.spec.SpecReader;
import raftmark.kv.spi.NodeId;
import raftmark.server.KvNode;

class SpiLoadTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private static Cell cell(String factors) throws SpecException {
        return SpecReader.read(
                        "test.yaml",
                        "experiment: t\nquestion: q\ncells:\n  - {cluster: embedded, access: spi, " + factors + "}\n",
                        17)
                .cells()
                .get(0)
                .cell();
    }

    @Test
    void theRealMapIsWrittenAndReadPastTheFrontEnd() throws Exception {
        Cell cell = cell("backend: local, nodes: 1, clients: 8, workload: get50-put50, key_count: 5, value_bytes: 33");
        LatencyRecorder recorder = new LatencyRecorder(cell.workload().shares().keySet());
        try (EmbeddedBenchCluster cluster = EmbeddedBenchCluster.start(cell, directory);
                LoadThreads threads = new LoadThreads(2)) {
            KvNode node = cluster.node(cluster.leaderEndpoint());
            long commands;
            try (SpiLoad load = SpiLoad.start(cell, node, threads, recorder, 1)) {
                await().atMost(SOON).until(() -> recorder.completed() > 10_000);
                assertThat(load.bytesRead()).isPositive();
            }
            LatencyRecorder.Interval all = recorder.take();
            commands = all.latencies().get(Operation.PUT).getTotalCount();
            assertThat(all.latencies().get(Operation.GET).getTotalCount() + commands)
                    .isEqualTo(recorder.completed());
            assertThat(all.failuresByKind()).isEmpty();
            assertThat(node.machine().digest().entries()).isEqualTo(5);
            assertThat(node.machine().get("key-0000003")).hasSize(33);
            // Every Put once and no more; Gets at LOG_READ wait for the local node alone. One more is the harness' own
            // first command.
            assertThat(node.machine().digest().index()).isBetween(commands, commands + 2);
            // No request came through the front end.
            assertThat(cluster.sample().get(0).stats().getOperationsMap()).containsEntry("put", 0L);
        }
    }

    @Test
    void threeNodesOfALibraryReplicateIt() throws Exception {
        Cell cell = cell(
                "backend: jraft, nodes: 3, clients: 16, workload: get20-put40-append40, key_count: 50, value_bytes: 9");
        LatencyRecorder recorder = new LatencyRecorder(cell.workload().shares().keySet());
        try (EmbeddedBenchCluster cluster = EmbeddedBenchCluster.start(cell, directory);
                LoadThreads threads = new LoadThreads(2)) {
            KvNode leader = cluster.node(cluster.leaderEndpoint());
            try (SpiLoad load = SpiLoad.start(cell, leader, threads, recorder, 1)) {
                await().atMost(SOON).until(() -> load.recorder().completed() > 300);
                // Against a window that begins later, whatever is out counts; against one that began before the load,
                // nothing.
                await().atMost(SOON)
                        .until(() -> load.unanswered(System.nanoTime() + 60_000_000_000L)
                                        .throughoutWindow()
                                > 0);
                assertThat(load.unanswered(System.nanoTime() - 600_000_000_000L).throughoutWindow())
                        .isZero();
            }
            // A busy machine may cost an election.
            assertThat(recorder.take().failuresByKind().keySet()).allMatch(kind -> kind.startsWith("UNAVAILABLE/"));
            for (String endpoint : cluster.endpoints()) {
                await().atMost(SOON)
                        .until(() -> cluster.node(endpoint)
                                .machine()
                                .digest()
                                .checksum()
                                .equals(leader.machine().digest().checksum()));
            }
        }
    }

    @Test
    void whatIsRefusedIsCountedAndPausedAfter() throws Exception {
        Cell cell = cell("backend: local, nodes: 3, clients: 4");
        LatencyRecorder recorder = new LatencyRecorder(cell.workload().shares().keySet());
        try (EmbeddedBenchCluster cluster = EmbeddedBenchCluster.start(cell, directory);
                LoadThreads threads = new LoadThreads(1)) {
            String follower = cluster.endpoints().stream()
                    .filter(endpoint -> !cluster.endpoints().get(0).equals(endpoint))
                    .findFirst()
                    .orElseThrow();
            KvNode notLeading = cluster.node(follower);
            assertThat(notLeading.config().self()).isNotEqualTo(new NodeId("n1"));
            Map<String, Long> failures = new HashMap<>();
            long start = System.nanoTime();
            try (SpiLoad load = SpiLoad.start(cell, notLeading, threads, recorder, 1)) {
                await().atMost(SOON).until(() -> {
                    recorder.take().failuresByKind().forEach((kind, more) -> failures.merge(kind, more, Long::sum));
                    return failures.getOrDefault("UNAVAILABLE/refused", 0L) >= 80;
                });
                assertThat(load.recorder().completed()).isZero();
            }
            double millis = (System.nanoTime() - start) / 1e6;
            // 4 clients with 10 ms between: 0.4 in a millisecond at most, and the first four at once.
            assertThat(failures).containsOnlyKeys("UNAVAILABLE/refused");
            assertThat((double) failures.get("UNAVAILABLE/refused")).isLessThanOrEqualTo(4 + 0.5 * millis);
        }
    }

    @Test
    void everyOtherClusterIsRefusedWithFileAndLine() {
        for (String[] refusal : Arrays.asList(
                new String[] {"cluster: processes, access: spi", "cluster is processes, and it takes embedded"},
                new String[] {"cluster: remote, access: spi", "cluster is remote"},
                new String[] {"cluster: embedded, access: spi, target: any", "target is any"},
                new String[] {"cluster: embedded, access: spi, loop: open, target_rate: 500", "loop is open"},
                new String[] {"cluster: embedded, access: spi, handler: async", "handler async cannot be set with it"},
                new String[] {"cluster: embedded, access: spi, server_threads: 4", "server_threads 4 cannot be set"},
                new String[] {"cluster: embedded, access: spi, channels: 2", "channels 2 cannot be set"},
                new String[] {"cluster: embedded, access: spy", "access 'spy' is not known: use one of grpc, spi"})) {
            assertThatThrownBy(() -> SpecReader.read(
                            "s.yaml",
                            "experiment: t\nquestion: q\ncells:\n  - {backend: echo, " + refusal[0] + "}\n",
                            17))
                    .isInstanceOf(SpecException.class)
                    .hasMessageContaining("s.yaml:4: ")
                    .hasMessageContaining(refusal[1]);
        }
    }

    @Test
    void anotherProcessHasNoNodeToHandCommandsTo() throws Exception {
        Cell cell = cell("backend: echo, nodes: 1");
        try (EmbeddedBenchCluster cluster = EmbeddedBenchCluster.start(cell, directory)) {
            assertThatThrownBy(() -> cluster.node("127.0.0.1:1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:1");
        }
    }
}
