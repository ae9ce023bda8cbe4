package raftmark.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static raftmark.testkit.WireCalls.get;
import static raftmark.testkit.WireCalls.put;
import static raftmark.testkit.WireCalls.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import raftmark.kv.client.KvClient;
import raftmark.kv.spi.Peer;
import raftmark.kv.spi.ReadLevel;
import raftmark.verify.Operation;
import raftmark.verify.TokenCheck;

/** What survives when nodes stop and come back. */
interface RecoveryContract extends Contract {
    @Test
    default void aNodeRestartsFromItsOwnDisk() {
        Peer follower = cluster().followers().get(0);
        cluster().at(cluster().leader()).put(put("restart", "before"));
        cluster().awaitSameMap();
        cluster().stop(follower);
        try (KvClient client = cluster().client()) {
            client.put("restart-meanwhile", new byte[] {1});
        }
        cluster().restart(follower);
        cluster().awaitSameMap();
        assertThat(text(cluster().at(follower).get(get("restart", raftmark.kv.v1.ReadLevel.LOCAL))))
                .as("what %s holds after its restart", follower.id())
                .isEqualTo("before");
    }

    @Test
    default void theLeaderStopsAndTheOthersGoOn() {
        Peer old = cluster().leader();
        cluster().stop(old);
        try (KvClient client = cluster().client()) {
            client.put("failover", new byte[] {1});
            Peer leader = cluster().leader();
            assertThat(leader).as("who leads after %s stopped", old.id()).isNotEqualTo(old);
        } finally {
            cluster().restart(old);
        }
        cluster().awaitSameMap();
    }

    @Test
    default void everyAcknowledgedWriteSurvivesTheEndOfAllNodes() {
        List<Operation> history;
        try (Workload workload = Workload.start(cluster(), 8, List.of("all"), Workload.Mix.APPENDS)) {
            workload.awaitMore(200, cluster());
            cluster().peers().forEach(cluster()::stop);
            cluster().peers().forEach(cluster()::restart);
            cluster().leader();
            workload.awaitMore(100, cluster());
            history = workload.stop();
        }
        try (KvClient client = cluster().client()) {
            byte[] value = client.get("all", ReadLevel.LOG_READ).orElse(null);
            assertThat(TokenCheck.check(history, value))
                    .as("tokens of %s appends after all nodes were stopped and restarted", history.size())
                    .isEmpty();
        }
        cluster().awaitSameMap();
    }

    @Test
    default void aFollowerFarBehindCatchesUpThroughASnapshot() throws IOException {
        Peer late = cluster().followers().get(1);
        Path lateDirectory = config("shared").dataDirectory().resolve(late.id().value());
        cluster().stop(late);
        Set<Path> before = SnapshotFiles.in(lateDirectory);
        // Twice: a library may keep the log up to the snapshot before the last one for followers that lag a little.
        for (int round = 0; round < 2; round++) {
            // Some MiB, since a library may drop whole log files only.
            try (KvClient client = cluster().client()) {
                for (int i = 0; i < 100; i++) {
                    client.put("far-" + i % 10, new byte[100_000 + i + round]);
                }
            }
            cluster().peers().stream().filter(peer -> !peer.equals(late)).forEach(cluster()::snapshot);
        }
        cluster().restart(late);
        cluster().awaitSameMap();
        Set<Path> received = new HashSet<>(SnapshotFiles.in(lateDirectory));
        received.removeAll(before);
        assertThat(received)
                .as(
                        "snapshots that %s received from the leader: without any it caught up entry by entry, so the leader did"
                                + " not compact its log; metrics of %s: %s",
                        late.id(),
                        cluster().leader().id(),
                        cluster()
                                .embedded()
                                .node(cluster().leader().id())
                                .raft()
                                .metrics())
                .isNotEmpty();
    }
}
