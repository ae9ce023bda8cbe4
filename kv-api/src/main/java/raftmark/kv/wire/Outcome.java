package raftmark.kv.wire;

import io.grpc.Metadata;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a failed request did, as far as anybody knows: the trailer {@code raftmark-outcome}. */
public enum Outcome {
    /** Proven to have had no effect: may be sent again. */
    REFUSED,
    /** May have taken effect, or may yet: a retry is safe only under a request id. */
    UNKNOWN;

    /** The trailer's value. */
    public String trailer() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the trailers of a failure say; UNKNOWN where they say nothing, as after a deadline or a broken connection. */
    public static Outcome of(@Nullable Metadata trailers) {
        String value = trailers == null ? null : trailers.get(WireMetadata.OUTCOME);
        return REFUSED.trailer().equals(value) ? REFUSED : UNKNOWN;
    }
}
