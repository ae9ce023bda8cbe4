package raftmark.server;

import io.grpc.Metadata;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;
import org.HdrHistogram.AtomicHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How long requests spent in each {@link Stage}, sampled: one call in {@value #ONE_IN} is timed, the others cost a counter and a look
 * at their headers. Histograms grow from the start of the front end on, so that two readings can be subtracted bucket by
 * bucket. Thread-safe, and nothing in it waits.
 */
public final class StageTimes {
    /** A prime, so that sampling never falls into step with the clients, whose number is a power of two as a rule. */
    public static final int ONE_IN = 13;

    /** Range and precision of the histograms: 1 ns to 60 s, 3 significant digits. */
    public static final long NANOS_MAX = 60_000_000_000L;

    /** See {@link #NANOS_MAX}. */
    public static final int SIGNIFICANT_DIGITS = 3;

    /**
     * How the moment of arrival gets from the event loop to the handler: within the call's own headers, behind this front end's mark. As
     * bytes, because gRPC 1.83 loses the name of an object that is put among headers that came over the network.
     */
    private static final Metadata.Key<byte[]> ARRIVED =
            Metadata.Key.of("raftmark-stage-arrived-bin", Metadata.BINARY_BYTE_MARSHALLER);

    /** No client sends it by chance. */
    private final long mark = System.nanoTime();

    private final AtomicInteger calls = new AtomicInteger();
    private final ObjLongConsumer<Stage> recording = this::record;
    private final Map<Stage, AtomicHistogram> histograms = new EnumMap<>(Stage.class);

    public StageTimes() {
        for (Stage stage : Stage.values()) {
            histograms.put(stage, new AtomicHistogram(NANOS_MAX, SIGNIFICANT_DIGITS));
        }
    }

    /** To be told once a call, when its headers arrive: marks the headers if it is this call's turn to be timed. */
    public void arrived(Metadata headers) {
        if (calls.incrementAndGet() % ONE_IN == 0) {
            mark(headers);
        }
    }

    /** Marks a call as one that is timed from now on, whether or not it is its turn. */
    public void mark(Metadata headers) {
        headers.put(
                ARRIVED,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(mark)
                        .putLong(System.nanoTime())
                        .array());
    }

    /** The clock of a call that was marked, null for every other. */
    public @Nullable StageSample sampleOf(Metadata headers) {
        byte[] arrived = headers.get(ARRIVED);
        if (arrived == null || arrived.length != 2 * Long.BYTES) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(arrived);
        return bytes.getLong() == mark ? new StageSample(recording, bytes.getLong()) : null;
    }

    private void record(Stage stage, long nanos) {
        AtomicHistogram histogram = histograms.get(stage);
        if (histogram != null) {
            histogram.recordValue(Math.min(NANOS_MAX, Math.max(1, nanos)));
        }
    }

    /** Every stage's histogram of nanoseconds, in HdrHistogram's compressed V2 encoding. Records that are under way may be missing. */
    Map<Stage, byte[]> encoded() {
        Map<Stage, byte[]> encoded = new EnumMap<>(Stage.class);
        histograms.forEach((stage, live) -> {
            AtomicHistogram copy = live.copy();
            ByteBuffer buffer = ByteBuffer.allocate(copy.getNeededByteBufferCapacity());
            int length = copy.encodeIntoCompressedByteBuffer(buffer);
            encoded.put(stage, Arrays.copyOf(buffer.array(), length));
        });
        return encoded;
    }
}
