package raftmark.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.kv.machine.MachineLimits;
import raftmark.kv.spi.NodeId;

class NodeLayoutTest {
    private static final NodeLayout LAYOUT =
            layout("jraft", "c1", "n1", "n1=127.0.0.1:7001:7004", MachineLimits.DEFAULT);

    @TempDir
    private Path directory;

    private static NodeLayout layout(String backend, String cluster, String id, String peers, MachineLimits limits) {
        return new NodeLayout(backend, cluster, new NodeId(id), PeerList.parse(peers), limits);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertThat(NodeLayout.read(directory)).isEmpty();

        LAYOUT.write(directory.resolve("n1"));

        assertThat(NodeLayout.read(directory.resolve("n1"))).contains(LAYOUT);
        assertThatCode(() -> LAYOUT.requireMatches(directory.resolve("n1"))).doesNotThrowAnyException();
        assertThatCode(() -> LAYOUT.requireMatches(directory.resolve("unused"))).doesNotThrowAnyException();
    }

    @Test
    void anotherOwnerIsRefusedByName() throws IOException {
        LAYOUT.write(directory);

        assertRefused(
                "backend jraft, not to ratis",
                layout("ratis", "c1", "n1", "n1=127.0.0.1:7001:7004", MachineLimits.DEFAULT));
        assertRefused(
                "cluster id c1, not to c2",
                layout("jraft", "c2", "n1", "n1=127.0.0.1:7001:7004", MachineLimits.DEFAULT));
        assertRefused(
                "node n1, not to n2", layout("jraft", "c1", "n2", "n1=127.0.0.1:7001:7004", MachineLimits.DEFAULT));
        assertRefused(
                "peers n1=127.0.0.1:7001:7004, not to",
                layout("jraft", "c1", "n1", "n1=127.0.0.1:7001:7005", MachineLimits.DEFAULT));
        assertRefused(
                "limits", layout("jraft", "c1", "n1", "n1=127.0.0.1:7001:7004", new MachineLimits(1024, 10, 1024)));
    }

    private void assertRefused(String why, NodeLayout other) {
        assertThatThrownBy(() -> other.requireMatches(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining(why)
                .hasMessageContaining("another --data directory");
    }

    @Test
    void aDamagedNoteIsNamed() throws IOException {
        LAYOUT.write(directory);
        Path file;
        try (var files = Files.list(directory)) {
            file = files.findFirst().orElseThrow();
        }
        Files.writeString(file, "backend=jraft\n");

        assertThatThrownBy(() -> NodeLayout.read(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("cluster-id");
    }
}
