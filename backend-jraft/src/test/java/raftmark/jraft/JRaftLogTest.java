package raftmark.jraft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import raftmark.kv.spi.BackendLog;

/** The log alone, as benchmarks open it. */
class JRaftLogTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"rocksdb", "segment"})
    void whatWasAppendedIsThereAfterReopening(String logStorage) throws IOException {
        Map<String, String> options = Map.of("logStorage", logStorage);
        ByteBuffer command = ByteBuffer.wrap(new byte[8192]);
        try (BackendLog log = new JRaftBackend().openLog(directory, options).orElseThrow()) {
            assertThat(log.entryCount()).isZero();
            log.append(List.of(command));
            log.append(List.of(command, command, command));
            assertThat(log.entryCount()).isEqualTo(4);
        }
        assertThat(command.remaining()).isEqualTo(8192);
        try (BackendLog log = new JRaftBackend().openLog(directory, options).orElseThrow()) {
            assertThat(log.entryCount()).isEqualTo(4);
            log.append(List.of(command));
            assertThat(log.entryCount()).isEqualTo(5);
        }
    }

    @Test
    void anUnknownOptionIsRefusedAsByANode() {
        assertThatThrownBy(() -> new JRaftBackend().openLog(directory, Map.of("colour", "red")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour");
    }
}
