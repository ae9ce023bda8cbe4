package raftmark.kv.client;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;
import raftmark.kv.wire.Outcome;

/** A call failed for good: what is known of its effect, and a message that names the endpoint, the code and the way out. */
public final class KvClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final Status.Code code;

    KvClientException(String message, Outcome outcome, Status.Code code, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
        this.code = code;
    }

    /**
     * What is known of the call's effect over all its attempts: UNKNOWN if any of them may have taken effect. A read has
     * no effect, so its failure is REFUSED.
     */
    public Outcome outcome() {
        return outcome;
    }

    /** The code of the last attempt's failure. */
    public Status.Code code() {
        return code;
    }
}
