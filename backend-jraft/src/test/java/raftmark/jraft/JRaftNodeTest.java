package raftmark.jraft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.LogMetrics;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.NodeStatus;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.spi.RaftNode;
import raftmark.kv.spi.ReadLevel;

/** The life of a three-node cluster. */
class JRaftNodeTest {
    @TempDir
    Path directory;

    @Test
    void submitsReadsAndHandsOver() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3, Map.of())) {
            NodeId leader = cluster.leader();
            assertThat(cluster.submit(leader, "a")).isEqualTo("0");
            assertThat(cluster.submit(leader, "b")).isEqualTo("1");

            for (NodeId id : cluster.ids()) {
                for (ReadLevel level : List.of(ReadLevel.READ_INDEX, ReadLevel.LEASE)) {
                    String line = id + "-" + level;
                    cluster.submit(leader, line);
                    cluster.node(id).readBarrier(level).get(60, TimeUnit.SECONDS);
                    assertThat(cluster.journal(id).lines()).endsWith(line);
                }
                cluster.node(id).readBarrier(ReadLevel.LOCAL).get(1, TimeUnit.SECONDS);
            }
            cluster.node(leader).readBarrier(ReadLevel.LOG_READ).get(60, TimeUnit.SECONDS);
            assertThat(cluster.journal(leader).lines()).hasSize(8);

            for (NodeId follower : cluster.followers()) {
                assertRefusedWithHint(cluster.node(follower).submit(TestCluster.bytes("x")), leader);
                assertRefusedWithHint(cluster.node(follower).readBarrier(ReadLevel.LOG_READ), leader);
                assertRefusedWithHint(cluster.node(follower).transferLeadership(leader), leader);
                assertThat(cluster.node(follower).status().role()).isEqualTo(NodeStatus.Role.FOLLOWER);
            }

            byte[] big = new byte[1024 * 1024 + 4096 + 200];
            cluster.node(leader).submit(ByteBuffer.wrap(big)).get(60, TimeUnit.SECONDS);

            NodeId target = cluster.followers().get(0);
            long term = cluster.node(leader).status().term();
            // A transfer fails where the target is late.
            await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
                NodeId leads = cluster.leader();
                if (!leads.equals(target)) {
                    cluster.node(leads).transferLeadership(target).get(60, TimeUnit.SECONDS);
                }
                return cluster.leader().equals(target);
            });
            assertThat(cluster.node(target).status().term()).isGreaterThan(term);
            // At once after the change: a barrier of a new leader must wait for its first commit rather than fail.
            cluster.node(target).readBarrier(ReadLevel.READ_INDEX).get(60, TimeUnit.SECONDS);
            assertThat(cluster.submit(target, "after")).isEqualTo("9");
            assertThatThrownBy(() -> cluster.node(target)
                            .transferLeadership(new NodeId("n9"))
                            .get())
                    .hasCauseInstanceOf(IllegalArgumentException.class);

            await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
                long commit = cluster.node(target).status().commitIndex();
                for (NodeId id : cluster.ids()) {
                    assertThat(cluster.node(id).status().appliedIndex()).isEqualTo(commit);
                    assertThat(cluster.journal(id).lines())
                            .isEqualTo(cluster.journal(target).lines());
                }
            });
            Map<String, Number> metrics = cluster.node(target).metrics();
            assertThat(metrics.get("proposals_in_flight")).isEqualTo(0);
            long entries = metrics.get(LogMetrics.ENTRIES).longValue();
            long appends = metrics.get(LogMetrics.APPENDS).longValue();
            // All that it knows, JRaft's own entries included, and nothing twice.
            assertThat(entries).isEqualTo(cluster.node(target).status().commitIndex());
            assertThat(appends).isBetween(1L, entries);
            assertThat(metrics.get(LogMetrics.FORCES)).isEqualTo(appends);
        }
    }

    @Test
    void keepsStateOverSnapshotAndRestart() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3, Map.of())) {
            NodeId leader = cluster.leader();
            cluster.submit(leader, "before");
            for (NodeId id : cluster.ids()) {
                // A follower that has not applied it yet would have nothing to snapshot.
                cluster.node(id).readBarrier(ReadLevel.READ_INDEX).get(60, TimeUnit.SECONDS);
                cluster.node(id).snapshot().get(60, TimeUnit.SECONDS);
                cluster.node(id).snapshot().get(60, TimeUnit.SECONDS);
            }
            cluster.submit(leader, "after");

            for (NodeId id : cluster.ids()) {
                cluster.stop(id);
            }
            for (NodeId id : cluster.ids()) {
                cluster.start(id);
            }
            NodeId next = cluster.leader();
            assertThat(cluster.submit(next, "end")).isEqualTo("2");
            for (NodeId id : cluster.ids()) {
                cluster.node(id).readBarrier(ReadLevel.READ_INDEX).get(60, TimeUnit.SECONDS);
                assertThat(cluster.journal(id).lines()).containsExactly("before", "after", "end");
                assertThat(cluster.journal(id).loads()).isEqualTo(1);
            }
        }
    }

    @Test
    void installsSnapshotAtLaggingFollower() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 3, Map.of())) {
            NodeId leader = cluster.leader();
            NodeId lagging = cluster.followers().get(0);
            cluster.stop(lagging);
            List<String> expected = new ArrayList<>();
            // JRaft drops the log up to the snapshot before the last, so it takes two to make a follower need one.
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 20; i++) {
                    // Together more than one piece of a snapshot (128 KiB).
                    String line = round + "-" + i + "-" + "x".repeat(10_000);
                    cluster.submit(leader, line);
                    expected.add(line);
                }
                cluster.node(leader).snapshot().get(60, TimeUnit.SECONDS);
            }
            cluster.start(lagging);
            cluster.submit(leader, "tail");
            expected.add("tail");
            await().atMost(60, TimeUnit.SECONDS)
                    .untilAsserted(
                            () -> assertThat(cluster.journal(lagging).lines()).isEqualTo(expected));
            assertThat(cluster.journal(lagging).loads()).isPositive();
        }
    }

    @Test
    void withoutQuorumProposalsAreBusyOrUnknownAndBarriersRefused() throws Exception {
        Map<String, String> small = Map.of("applyBatch", "1", "maxLogsInMemoryBytes", "1048576");
        // The leader must not have stepped down before what it is asked when alone.
        try (TestCluster cluster =
                TestCluster.started(directory, 3, small, Duration.ofSeconds(8), Duration.ofSeconds(10))) {
            NodeId leader = cluster.leader();
            cluster.submit(leader, "a");
            for (NodeId follower : cluster.followers()) {
                cluster.stop(follower);
            }
            RaftNode alone = cluster.node(leader);
            CompletableFuture<ByteBuffer> pending = alone.submit(TestCluster.bytes("lost".repeat(400_000)));
            assertThatThrownBy(() -> alone.submit(TestCluster.bytes("refused")).get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BusyException.class);
            assertThat(pending).isNotDone();
            assertThatThrownBy(() -> alone.readBarrier(ReadLevel.READ_INDEX).get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotLeaderException.class);
            cluster.stop(leader);
            assertThatThrownBy(() -> pending.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(MaybeCommittedException.class);
            assertThatThrownBy(() -> alone.submit(TestCluster.bytes("x")).get(1, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotLeaderException.class);
            assertThatThrownBy(() -> alone.readBarrier(ReadLevel.LEASE).get(1, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(NotLeaderException.class);
        }
    }

    @Test
    void haltsWhenTheMachineThrows() throws Exception {
        try (TestCluster cluster = TestCluster.started(directory, 1, Map.of("logStorage", "segment"))) {
            NodeId leader = cluster.leader();
            cluster.submit(leader, "fine");
            assertThatThrownBy(() -> cluster.submit(leader, "poison"))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(MaybeCommittedException.class);
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> !cluster.node(leader).status().ready());
            assertThatThrownBy(() -> cluster.submit(leader, "more")).hasCauseInstanceOf(NotLeaderException.class);
            assertThat(cluster.journal(leader).lines()).containsExactly("fine");
        }
    }

    private static void assertRefusedWithHint(CompletableFuture<?> future, NodeId leader) {
        assertThatThrownBy(() -> future.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCause(new NotLeaderException(leader));
    }
}
