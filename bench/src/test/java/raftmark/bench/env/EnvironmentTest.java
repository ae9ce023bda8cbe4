package raftmark.bench.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import raftmark.bench.spec.JitMode;

class EnvironmentTest {
    @Test
    void theLastTierGivenCounts() {
        assertThat(Environment.jitOf(List.of("-Xmx1g"))).isEqualTo(JitMode.DEFAULT);
        assertThat(Environment.jitOf(List.of("-XX:TieredStopAtLevel=1", "-Xmx1g")))
                .isEqualTo(JitMode.C1);
        assertThat(Environment.jitOf(List.of("-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4")))
                .isEqualTo(JitMode.DEFAULT);
    }

    @Test
    void itDoesNotSayWhereTheProgramLies() {
        assertThat(Environment.withoutPlace(List.of("-Draftmark.home=/home/me/r", "-Xmx1g"), Path.of("/home/me/r")))
                .containsExactly("-Draftmark.home=.", "-Xmx1g");
    }
}
