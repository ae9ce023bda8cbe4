package raftmark.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import raftmark.kv.v1.StatsResponse;
import raftmark.server.Stage;
import raftmark.server.StageTimes;

class StageHistogramsTest {
    private final Histogram growing = new Histogram(StageTimes.NANOS_MAX, StageTimes.SIGNIFICANT_DIGITS);

    private StatsResponse stats(long pid) {
        ByteBuffer buffer = ByteBuffer.allocate(growing.getNeededByteBufferCapacity());
        int length = growing.encodeIntoCompressedByteBuffer(buffer);
        return StatsResponse.newBuilder()
                .setPid(pid)
                .putStageNanos(Stage.COMMIT.key(), ByteString.copyFrom(buffer.array(), 0, length))
                .build();
    }

    @Test
    void whatWasRecordedBetweenTwoReadingsIsLeftExactly() throws Exception {
        Histogram window = growing.copy();
        for (long nanos = 1_000; nanos < 50_000_000_000L; nanos *= 3) {
            growing.recordValueWithCount(nanos, 7);
        }
        StatsResponse before = stats(1);
        for (long nanos = 500; nanos < 1_000_000_000L; nanos = nanos * 5 / 3) {
            growing.recordValueWithCount(nanos, nanos % 11 + 1);
            window.recordValueWithCount(nanos, nanos % 11 + 1);
        }
        Map<Stage, Histogram> between = StageHistograms.between(before, stats(1));
        assertThat(between).containsOnlyKeys(Stage.COMMIT);
        Histogram left = between.get(Stage.COMMIT);
        assertThat(left).isEqualTo(window);
        assertThat(left.getMean()).isEqualTo(window.getMean());
        assertThat(left.getValueAtPercentile(99)).isEqualTo(window.getValueAtPercentile(99));
    }

    @Test
    void nothingIsSaidOfAServerThatWasRestarted() throws Exception {
        StatsResponse before = stats(1);
        growing.recordValue(1_000);
        assertThat(StageHistograms.between(before, stats(2))).isEmpty();
        assertThat(StageHistograms.between(StatsResponse.newBuilder().setPid(1).build(), stats(1)))
                .isEmpty();
    }

    @Test
    void bytesThatAreNoHistogramAreNamed() {
        StatsResponse broken = StatsResponse.newBuilder()
                .putStageNanos("commit", ByteString.copyFromUtf8("nonsense"))
                .build();
        assertThatThrownBy(() -> StageHistograms.between(broken, broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("commit");
    }
}
