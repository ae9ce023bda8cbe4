package raftmark.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static raftmark.ratis.Trio.PATIENCE;
import static raftmark.ratis.Trio.bytes;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.LogMetrics;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;
import raftmark.kv.spi.UnsupportedReadLevelException;

class RatisClusterTest {
    @TempDir
    Path directory;

    @Test
    void servesWritesAndReadsAndHandsOver() throws Exception {
        try (Trio trio = new Trio(directory, Map.of())) {
            NodeId leader = trio.leader();
            assertThat(trio.submit("a")).isEqualTo("0");
            assertThat(trio.submit("b")).isEqualTo("1");

            NodeId follower = trio.follower();
            assertThatThrownBy(() -> get(trio.node(follower).submit(bytes("c"))))
                    .cause()
                    .isInstanceOfSatisfying(
                            NotLeaderException.class, e -> assertThat(e.hint()).contains(leader));

            readBarriersMakeTheWriteVisible(trio, leader, follower);
            largestCommandPasses(trio);
            leadershipMovesTo(trio, follower);
            threadsHaveTheNamesThatCapabilitiesSay(trio);
            metricsCount(trio);
        }
    }

    private static void readBarriersMakeTheWriteVisible(Trio trio, NodeId leader, NodeId follower) throws Exception {
        get(trio.node(leader).readBarrier(ReadLevel.LOCAL));
        get(trio.node(leader).readBarrier(ReadLevel.LOG_READ));
        get(trio.node(leader).readBarrier(ReadLevel.READ_INDEX));
        assertThat(trio.machines.get(leader).journal()).containsExactly("a", "b");
        get(trio.node(follower).readBarrier(ReadLevel.READ_INDEX));
        assertThat(trio.machines.get(follower).journal()).containsExactly("a", "b");
        assertThatThrownBy(() -> get(trio.node(follower).readBarrier(ReadLevel.LOG_READ)))
                .hasCauseInstanceOf(NotLeaderException.class);
        assertThatThrownBy(() -> get(trio.node(leader).readBarrier(ReadLevel.LEASE)))
                .hasCauseInstanceOf(UnsupportedReadLevelException.class);
    }

    private static void largestCommandPasses(Trio trio) throws Exception {
        byte[] large = new byte[1024 * 1024 + 4 * 1024 + 256];
        java.util.Arrays.fill(large, (byte) 'x');
        List<CompletableFuture<ByteBuffer>> submitted = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            submitted.add(trio.node(trio.leader()).submit(ByteBuffer.wrap(large)));
        }
        for (CompletableFuture<ByteBuffer> each : submitted) {
            get(each);
        }
        assertThat(trio.submit("after")).isEqualTo("10");
    }

    private static void leadershipMovesTo(Trio trio, NodeId target) throws Exception {
        NodeId leader = trio.leader();
        assertThatThrownBy(() -> get(trio.node(target).transferLeadership(leader)))
                .hasCauseInstanceOf(NotLeaderException.class);
        assertThatThrownBy(() -> get(trio.node(leader).transferLeadership(new NodeId("nobody"))))
                .hasCauseInstanceOf(IllegalArgumentException.class);
        // A transfer fails where the target is late.
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            if (!trio.node(target).status().leads()) {
                get(trio.node(trio.leader()).transferLeadership(target));
            }
            return trio.node(target).status().leads();
        });
        assertThat(trio.submit("moved")).isEqualTo("11");
    }

    private static void threadsHaveTheNamesThatCapabilitiesSay(Trio trio) {
        List<String> unnamed = libraryThreads().stream()
                .filter(name -> new RatisBackend()
                        .capabilities().threadPools().stream()
                                .noneMatch(pool -> java.util.regex.Pattern.compile(pool.threadNamePattern())
                                        .matcher(name)
                                        .find()))
                .toList();
        assertThat(unnamed).isEmpty();
        assertThat(trio.nodes).hasSize(3);
    }

    private static void metricsCount(Trio trio) {
        Map<String, Number> metrics = trio.node(trio.leader()).metrics();
        assertThat(metrics.get("log_worker.flushCount_count").longValue()).isPositive();
        assertThat(metrics.get("log_worker.syncTime_nanos_sum").longValue()).isPositive();
        long entries = metrics.get(LogMetrics.ENTRIES).longValue();
        assertThat(entries).isGreaterThan(1);
        assertThat(metrics.get(LogMetrics.APPENDS).longValue()).isBetween(1L, entries);
        assertThat(metrics.get(LogMetrics.FORCES).longValue()).isPositive();
        assertThat(metrics).containsKeys("proposals_pending", "log_flush_index", "follower_0_match_index");
    }

    @Test
    void haltsWhenTheMachineThrows() throws Exception {
        try (Trio trio = new Trio(directory, Map.of())) {
            NodeId leader = trio.leader();
            trio.submit("fine");
            assertThatThrownBy(() -> get(trio.node(leader).submit(bytes("throw"))))
                    .hasCauseInstanceOf(MaybeCommittedException.class);
            await().atMost(PATIENCE)
                    .until(() -> trio.nodes.values().stream()
                            .noneMatch(node -> node.status().ready()));
            assertThatThrownBy(() -> get(trio.node(leader).submit(bytes("more"))))
                    .hasCauseInstanceOf(NotLeaderException.class);
            assertThatThrownBy(() -> get(trio.node(leader).readBarrier(ReadLevel.READ_INDEX)))
                    .hasCauseInstanceOf(NotLeaderException.class);
            assertThat(trio.machines.get(leader).journal()).containsExactly("fine");
        }
    }

    @Test
    void snapshotsSurviveARestartAndReachWhoFellBehind() throws Exception {
        Map<String, String> smallSegments = Map.of(
                "raft.server.log.segment.size.max", "3MB",
                "raft.server.log.appender.buffer.byte-limit", "2MB");
        NodeId lagging;
        List<String> journal;
        try (Trio trio = new Trio(directory, smallSegments)) {
            trio.submit("first");
            lagging = trio.follower();
            trio.stop(lagging);
            for (int i = 0; i < 20; i++) {
                // One for each command: Ratis keeps them, and nobody may change them.
                byte[] padded = new byte[512 * 1024];
                byte[] text = String.format("%-32s", "entry " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                System.arraycopy(text, 0, padded, 0, text.length);
                get(trio.node(trio.leader()).submit(ByteBuffer.wrap(padded)));
            }
            NodeId leader = trio.leader();
            trio.machines.get(leader).failSaves = true;
            assertThatThrownBy(() -> get(trio.node(leader).snapshot())).hasStackTraceContaining("disk full, as asked");
            trio.machines.get(leader).failSaves = false;
            for (RaftNode node : trio.nodes.values()) {
                get(node.snapshot());
                get(node.snapshot());
            }
            await().atMost(PATIENCE)
                    .until(() ->
                            trio.node(leader).metrics().get("log_start_index").longValue() > 5);
            trio.start(lagging);
            journal = trio.machines.get(leader).journal();
            assertThat(journal).hasSize(21);
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(trio.machines.get(lagging).journal()).isEqualTo(journal));
            assertThat(trio.machines.get(lagging).loads).hasPositiveValue();
            trio.submit("after install");
            await().atMost(PATIENCE)
                    .until(() -> trio.machines.get(lagging).journal().size() == 22);

            trio.close();
            Path unfinished =
                    stateMachineDirectory(trio.peers.get(0).id()).resolve("snapshot.1_1" + SnapshotFiles.WRITING);
            Files.writeString(unfinished, "what a crash left");
            for (Peer peer : trio.peers) {
                trio.start(peer.id());
            }
            assertThat(unfinished).doesNotExist();
            trio.submit("after restart");
            for (Peer peer : trio.peers) {
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(trio.machines.get(peer.id()).journal())
                                        .hasSize(23)
                                        .startsWith(journal.toArray(String[]::new))
                                        .endsWith("after install", "after restart"));
            }
        }
    }

    private Path stateMachineDirectory(NodeId id) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve(id.value()))) {
            return files.filter(file -> file.endsWith("sm")).findFirst().orElseThrow();
        }
    }

    @Test
    void refusesWhatExceedsItsBoundsAndLeavesNothingBehind() throws Exception {
        List<Peer> peers;
        CompletableFuture<ByteBuffer> orphan;
        Map<String, String> few = Map.of("raft.server.write.element-limit", "4");
        // Closing the followers takes seconds, and the leader must not have stepped down by then.
        try (Trio trio = new Trio(directory, few, Duration.ofSeconds(8), Duration.ofSeconds(10))) {
            peers = trio.peers;
            RaftNode leader = trio.node(trio.leader());
            List<CompletableFuture<ByteBuffer>> burst = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                burst.add(leader.submit(bytes("burst " + i)));
            }
            int busy = 0;
            for (CompletableFuture<ByteBuffer> each : burst) {
                try {
                    get(each);
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(BusyException.class);
                    busy++;
                }
            }
            assertThat(busy).isBetween(1, 496);
            int applied = 500 - busy;
            assertThat(trio.submit("counted")).isEqualTo(Integer.toString(applied));

            trio.stop(trio.follower());
            trio.stop(trio.follower());
            orphan = leader.submit(bytes("orphan"));
        }
        assertThatThrownBy(orphan::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(MaybeCommittedException.class);
        for (Peer peer : peers) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress("127.0.0.1", peer.raftPort()));
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(libraryThreads()).allMatch(name -> name.matches("timer\\d+")));
    }

    /** Threads that are neither the JVM's nor the tests'. */
    private static List<String> libraryThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> !name.matches("main|Reference Handler|Finalizer|Signal Dispatcher|Common-Cleaner"
                        + "|Notification Thread|process reaper.*|surefire.*|awaitility.*|ForkJoinPool.*|Attach Listener"
                        + "|.*CompilerThread.*|Sweeper thread|Service Thread|Monitor Deflation Thread|junit.*|DestroyJavaVM"
                        + "|ping-.*|last-ditch.*|idle.*"))
                .sorted()
                .toList();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
