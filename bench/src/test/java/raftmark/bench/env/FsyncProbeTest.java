package raftmark.bench.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FsyncProbeTest {
    @Test
    void itMeasuresAndLeavesNothing(@TempDir Path directory) throws Exception {
        FsyncProbe probe = FsyncProbe.run(directory);
        assertThat(probe.microsP50()).isPositive().isLessThanOrEqualTo(probe.microsP99());
        try (Stream<Path> content = Files.list(directory)) {
            assertThat(content).isEmpty();
        }
    }
}
