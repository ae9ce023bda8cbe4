package raftmark.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import raftmark.server.EmbeddedCluster;
import raftmark.server.EmbeddedClusterConfig;

class LabClientTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path data;

    @Test
    void everyOperationIsPrintedWithInputAndResult() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedClusterConfig.of("local", data))) {
            LabConfig config = new LabConfig(cluster.endpoints(), 5, 40, 7, TIMEOUT);

            LabSummary summary = new LabClient(config, lines::add).run();

            assertThat(summary.succeeded()).isEqualTo(200);
            assertThat(summary.failed()).isZero();
            assertThat(lines).hasSize(200);
            String value = "(\\(no such key\\)|\"[1-5]+\")";
            assertThat(lines)
                    .allMatch(Pattern.compile("client ([1-5]) -> 127\\.0\\.0\\.1:\\d+: "
                                    + "(Get\\(K1\\) = " + value + "|Put\\(K1, \\1\\) = success|Append\\(K1, \\1\\) = "
                                    + value
                                    + ")  \\(\\d+\\.\\d ms\\)")
                            .asMatchPredicate());
            for (String endpoint : cluster.endpoints()) {
                assertThat(lines).anyMatch(line -> line.contains(endpoint));
            }
            assertThat(summary.text())
                    .contains("200 operations by 5 clients")
                    .contains("failed: 0 refused, 0 unknown; seed 7")
                    .contains("p99 ms");
        }
    }

    @Test
    void theSeedDecidesWhatEachClientAsks() throws Exception {
        List<String> once = Collections.synchronizedList(new ArrayList<>());
        List<String> again = Collections.synchronizedList(new ArrayList<>());
        try (EmbeddedCluster cluster = EmbeddedCluster.start(EmbeddedClusterConfig.of("echo", data))) {
            LabConfig config = new LabConfig(cluster.endpoints(), 1, 30, 42, TIMEOUT);
            new LabClient(config, line -> once.add(input(line))).run();
            new LabClient(config, line -> again.add(input(line))).run();
        }

        assertThat(again).isEqualTo(once);
        assertThat(once.stream()
                        .map(line -> line.replaceAll(".*: (\\w+)\\(.*", "$1"))
                        .distinct())
                .containsExactlyInAnyOrder("Get", "Put", "Append");
    }

    private static String input(String line) {
        return line.substring(0, line.indexOf(" = "));
    }

    @Test
    void aServerThatIsNotThereIsCountedAndNotRetried() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());

        LabSummary summary = new LabClient(new LabConfig(List.of("127.0.0.1:1"), 2, 3, 1, TIMEOUT), lines::add).run();

        assertThat(summary.succeeded()).isZero();
        assertThat(summary.unknown()).isEqualTo(6);
        assertThat(lines).hasSize(6).allMatch(line -> line.contains("failed, outcome unknown: UNAVAILABLE"));
    }

    @Test
    void numbersOutOfRangeAreNamed() {
        List<String> endpoints = List.of("127.0.0.1:1");
        assertThatThrownBy(() -> new LabConfig(endpoints, 0, 1, 1, TIMEOUT)).hasMessageContaining("clients 0");
        assertThatThrownBy(() -> new LabConfig(endpoints, 1, 0, 1, TIMEOUT)).hasMessageContaining("requests 0");
        assertThatThrownBy(() -> new LabConfig(List.of(), 1, 1, 1, TIMEOUT)).hasMessageContaining("endpoints");
    }
}
