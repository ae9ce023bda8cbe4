package raftmark.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.kv.spi.BackendLog;

/** The log alone, as benchmarks open it. */
class RatisLogTest {
    @TempDir
    Path directory;

    @Test
    void whatWasAppendedIsThereAfterReopening() throws IOException {
        Map<String, String> options = Map.of();
        ByteBuffer command = ByteBuffer.wrap(new byte[8192]);
        try (BackendLog log = new RatisBackend().openLog(directory, options).orElseThrow()) {
            assertThat(log.entryCount()).isZero();
            log.append(List.of(command));
            log.append(List.of(command, command, command));
            assertThat(log.entryCount()).isEqualTo(4);
        }
        assertThat(command.remaining()).isEqualTo(8192);
        try (BackendLog log = new RatisBackend().openLog(directory, options).orElseThrow()) {
            assertThat(log.entryCount()).isEqualTo(4);
            log.append(List.of(command));
            assertThat(log.entryCount()).isEqualTo(5);
        }
    }

    @Test
    void anUnknownOptionIsRefusedAsByANode() {
        assertThatThrownBy(() -> new RatisBackend().openLog(directory, Map.of("colour", "red")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour");
    }
}
