package raftmark.bench.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import raftmark.kv.spi.Peer;

class PortCheckTest {
    @Test
    void aTakenPortIsNamed() throws IOException {
        List<Peer> peers = PeerList.onFreePorts(2, "127.0.0.1");
        assertThatCode(() -> PortCheck.requireFree(peers, "127.0.0.1")).doesNotThrowAnyException();

        int port = peers.get(1).raftPort();
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> PortCheck.requireFree(peers, "127.0.0.1"))
                    .isInstanceOf(PortInUseException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("n2's Raft port");
        }
    }

    @Test
    void aBindHostOfAnotherMachineIsRefused() {
        List<Peer> peers = PeerList.onFreePorts(1, "127.0.0.1");

        assertThatThrownBy(() -> PortCheck.requireFree(peers, "192.0.2.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("192.0.2.1");
    }
}
