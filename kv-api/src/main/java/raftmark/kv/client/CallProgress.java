package raftmark.kv.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import raftmark.kv.wire.Outcome;

/** One call's attempts so far, and what is known of its effect over all of them. For one thread. */
final class CallProgress {
    private final String what;
    private final Caller.Kind kind;
    private int attempts;
    private int pauses;
    private int redirectsInRow;
    private boolean anyUnknown;
    private @Nullable StatusRuntimeException last;
    private String lastEndpoint = "";

    CallProgress(String what, Caller.Kind kind) {
        this.what = what;
        this.kind = kind;
    }

    /** @param begun whether a byte of the attempt may have left; if not, no server can have done anything */
    void failed(StatusRuntimeException failure, String endpoint, boolean begun) {
        attempts++;
        last = failure;
        lastEndpoint = endpoint;
        anyUnknown |= begun && Outcome.of(failure.getTrailers()) == Outcome.UNKNOWN;
    }

    /** Whether the same request may be sent once more, and may help. */
    boolean mayGoOn() {
        return last != null
                && Failures.remedy(last) != Failures.Remedy.GIVE_UP
                && (kind != Caller.Kind.PLAIN_WRITE || !anyUnknown);
    }

    /** How many pauses went before. */
    int countPause() {
        return pauses++;
    }

    /** How many redirects came in a row, with this one. */
    int countRedirect() {
        return ++redirectsInRow;
    }

    void noRedirect() {
        redirectsInRow = 0;
    }

    /** The last attempt's failure is final. */
    KvClientException gaveUp(StatusRuntimeException failure) {
        return exception(failure.getStatus(), lastEndpoint, "");
    }

    /** The client stops for a reason of its own; {@code status} is the answer if there was no attempt. */
    KvClientException stopped(Status status, String endpoint, String why) {
        return last == null
                ? exception(status, endpoint, ", " + why)
                : exception(last.getStatus(), lastEndpoint, ", " + why);
    }

    private KvClientException exception(Status status, String endpoint, String why) {
        Outcome outcome = outcome(status.getCode());
        String message = what + " failed at " + endpoint + ": " + Failures.describe(status) + " after " + attempts
                + (attempts == 1 ? " attempt" : " attempts") + why + ". Outcome " + outcome.trailer() + ": "
                + Failures.advice(status.getCode(), outcome, kind);
        return new KvClientException(message, outcome, status.getCode(), last);
    }

    private Outcome outcome(Status.Code code) {
        // OUT_OF_RANGE is the state machine's answer to this request id, whichever attempt it executed.
        boolean settled = code == Status.Code.OUT_OF_RANGE;
        return anyUnknown && kind != Caller.Kind.READ && !settled ? Outcome.UNKNOWN : Outcome.REFUSED;
    }
}
