package raftmark.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.kv.client.Channels;
import raftmark.kv.spi.Peer;
import raftmark.kv.v1.KeyValueGrpc;
import raftmark.kv.v1.ReadLevel;

/** A cluster within this JVM: started, stopped, restarted, and given other front ends. */
class EmbeddedClusterTest {
    @TempDir
    private Path data;

    private static String value(String endpoint, String key) {
        ManagedChannel channel = Channels.open(endpoint);
        try {
            return KeyValueGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(Duration.ofSeconds(20))
                    .get(Rig.get(key, ReadLevel.LOG_READ))
                    .getValue()
                    .toStringUtf8();
        } finally {
            Channels.close(List.of(channel));
        }
    }

    private static void put(String endpoint, String key, String value) {
        ManagedChannel channel = Channels.open(endpoint);
        try {
            assertThat(KeyValueGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(Duration.ofSeconds(20))
                            .put(Rig.put(key, value))
                            .getSuccess())
                    .isTrue();
        } finally {
            Channels.close(List.of(channel));
        }
    }

    @Test
    void aClusterServesAtEveryServerAndSurvivesItsFrontEnds() throws Exception {
        List<Peer> peers;
        try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedClusterConfig.of("local", data))) {
            peers = cluster.peers();
            assertThat(peers).extracting(peer -> peer.id().value()).containsExactly("n1", "n2", "n3");
            Peer leader = cluster.awaitLeader(Duration.ofSeconds(10));
            assertThat(leader.id()).isEqualTo(Rig.id(1));
            put(cluster.endpoints().get(2), "k", "v");
            assertThat(value(cluster.endpoints().get(1), "k")).isEqualTo("v");

            KvNode before = cluster.node(Rig.id(1));
            FrontEndConfig blocking =
                    FrontEndConfig.defaults().withHandler(HandlerConfig.fixed(HandlerStyle.BLOCKING, 2));
            cluster.rebuildFrontEnds(blocking);
            assertThat(cluster.node(Rig.id(1))).isSameAs(before);
            assertThat(cluster.frontEnd(Rig.id(3)).config()).isEqualTo(blocking);
            assertThat(value(cluster.endpoints().get(1), "k")).isEqualTo("v");

            cluster.stop(Rig.id(2));
            cluster.stop(Rig.id(2));
            assertThat(cluster.isRunning(Rig.id(2))).isFalse();
            assertThatThrownBy(() -> cluster.node(Rig.id(2))).hasMessageContaining("n2 is not running");
            assertThat(Ports.isFree(peers.get(1).kvPort())).isTrue();
            cluster.restart(Rig.id(2));
            assertThat(cluster.frontEnd(Rig.id(2)).config()).isEqualTo(blocking);
            assertThat(value(cluster.endpoints().get(1), "k")).isEqualTo("v");
            assertThatThrownBy(() -> cluster.restart(Rig.id(2))).hasMessageContaining("stop it first");
        }
        assertThat(peers)
                .allSatisfy(peer -> assertThat(Ports.isFree(peer.kvPort())).isTrue());
    }

    @Test
    void withoutItsLeaderThereIsNone() throws Exception {
        try (EmbeddedCluster cluster =
                EmbeddedCluster.start(EmbeddedClusterConfig.of("echo", data).withNodes(2))) {
            cluster.stop(Rig.id(1));
            assertThatThrownBy(() -> cluster.awaitLeader(Duration.ofMillis(100)))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class)
                    .hasMessageContaining("n2");
        }
    }

    @Test
    void badSettingsLeaveNothingRunning() {
        EmbeddedClusterConfig config = EmbeddedClusterConfig.of("echo", data);
        assertThatThrownBy(() -> EmbeddedCluster.start(config.withBackendOptions(Map.of("a", "b"))))
                .hasMessageContaining("unknown backend option 'a'");
        assertThatThrownBy(() -> config.withNodes(0)).hasMessageContaining("nodes 0");
    }
}
