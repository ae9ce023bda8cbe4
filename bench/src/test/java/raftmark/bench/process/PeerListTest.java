package raftmark.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import raftmark.kv.spi.NodeId;
import raftmark.kv.spi.Peer;

class PeerListTest {
    @Test
    void textAndPeersAreTheSame() {
        String text = "n1=10.0.0.1:7001:7004,n2=host.example:7002:7005,n3=[::1]:7003:7006";

        List<Peer> peers = PeerList.parse(text);

        assertThat(peers)
                .containsExactly(
                        new Peer(new NodeId("n1"), "10.0.0.1", 7001, 7004),
                        new Peer(new NodeId("n2"), "host.example", 7002, 7005),
                        new Peer(new NodeId("n3"), "[::1]", 7003, 7006));
        assertThat(PeerList.format(peers)).isEqualTo(text);
        assertThat(PeerList.endpoints(peers)).isEqualTo("10.0.0.1:7001,host.example:7002,[::1]:7003");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n1",
                "n1=host",
                "n1=host:1",
                "=host:1:2",
                "n1=:1:2",
                "n1=host:a:2",
                "n1=host:1:",
                "n1=h:1:2,"
            })
    void whatIsMalformedIsNamed(String text) {
        assertThatThrownBy(() -> PeerList.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("peers: ");
    }

    @Test
    void aBasePortGivesKeyValuePortsFirst() {
        assertThat(PeerList.format(PeerList.fromBasePort(3, "127.0.0.1", 7001)))
                .isEqualTo("n1=127.0.0.1:7001:7004,n2=127.0.0.1:7002:7005,n3=127.0.0.1:7003:7006");
        assertThatThrownBy(() -> PeerList.fromBasePort(3, "127.0.0.1", 65_531)).hasMessageContaining("65536");
        assertThat(PeerList.fromBasePort(3, "127.0.0.1", 65_530)).hasSize(3);
    }

    @Test
    void freePortsAreDistinct() {
        assertThat(PeerList.onFreePorts(3, "127.0.0.1").stream()
                        .flatMap(peer -> List.of(peer.kvPort(), peer.raftPort()).stream()))
                .hasSize(6)
                .doesNotHaveDuplicates();
    }
}
