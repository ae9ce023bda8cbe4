package raftmark.bench.cluster;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import raftmark.kv.v1.StatsResponse;
import raftmark.server.Stage;

/** What a server says of its requests' stages, between two readings. */
public final class StageHistograms {
    private StageHistograms() {}

    /**
     * The nanoseconds of each stage that was sampled between two readings of the same server, bucket by bucket. A stage that one of
     * them lacks is left out, and so are all of a server that was restarted in between.
     *
     * @throws IOException if a payload is no histogram
     */
    public static Map<Stage, Histogram> between(StatsResponse before, StatsResponse after) throws IOException {
        Map<Stage, Histogram> between = new EnumMap<>(Stage.class);
        if (before.getPid() != after.getPid()) {
            return between;
        }
        for (Stage stage : Stage.values()) {
            ByteString earlier = before.getStageNanosMap().get(stage.key());
            ByteString later = after.getStageNanosMap().get(stage.key());
            if (earlier != null && later != null) {
                Histogram difference = decoded(stage, later);
                difference.subtract(decoded(stage, earlier));
                between.put(stage, difference);
            }
        }
        return between;
    }

    private static Histogram decoded(Stage stage, ByteString payload) throws IOException {
        try {
            return Histogram.decodeFromCompressedByteBuffer(payload.asReadOnlyByteBuffer(), 0);
        } catch (DataFormatException | RuntimeException noHistogram) {
            throw new IOException("the server's times of stage " + stage.key() + " are no histogram", noHistogram);
        }
    }
}
