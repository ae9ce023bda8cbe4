package raftmark.kv.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import raftmark.kv.wire.Outcome;
import raftmark.kv.wire.WireMetadata;

/** What a failed attempt means to a client. */
final class Failures {
    private Failures() {}

    /** What to do after a failed attempt, provided that its outcome allows another one. */
    enum Remedy {
        /** Ask the leader that the server named. */
        REDIRECT,
        /** Ask another server. */
        ROTATE,
        /** Ask the same server again, later. */
        WAIT,
        /** The answer is final: the same request fails again, or must not be sent again. */
        GIVE_UP
    }

    static Remedy remedy(StatusRuntimeException failure) {
        return switch (failure.getStatus().getCode()) {
            case UNAVAILABLE, ABORTED, DEADLINE_EXCEEDED, CANCELLED, UNKNOWN, INTERNAL -> Remedy.ROTATE;
            case FAILED_PRECONDITION -> leader(failure).isPresent() ? Remedy.REDIRECT : Remedy.GIVE_UP;
            // Without the trailer it is gRPC's own: a message that is too large, and stays so.
            case RESOURCE_EXHAUSTED -> outcome(failure) == Outcome.REFUSED ? Remedy.WAIT : Remedy.GIVE_UP;
            default -> Remedy.GIVE_UP;
        };
    }

    static Outcome outcome(StatusRuntimeException failure) {
        return Outcome.of(failure.getTrailers());
    }

    /** The leader that a redirect names; empty if there is none, or if it is no address. */
    static Optional<String> leader(StatusRuntimeException failure) {
        String leader =
                failure.getTrailers() == null ? null : failure.getTrailers().get(WireMetadata.LEADER);
        if (leader == null) {
            return Optional.empty();
        }
        try {
            Channels.Endpoint.parse(leader);
            return Optional.of(leader);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static String describe(Status status) {
        return status.getCode() + (status.getDescription() == null ? "" : " (" + status.getDescription() + ")");
    }

    /** What the user can do about a call that failed for good. */
    static String advice(Status.Code code, Outcome outcome, Caller.Kind kind) {
        boolean sessionLost = code == Status.Code.FAILED_PRECONDITION && kind == Caller.Kind.IDENTIFIED_WRITE;
        if (outcome == Outcome.UNKNOWN) {
            return "it may have taken effect, or may yet; read the key before you send it again"
                    + (sessionLost ? ", the next write opens a fresh session" : "");
        }
        return (kind == Caller.Kind.READ ? "a read has no effect; " : "it had no effect; ")
                + switch (code) {
                    case INVALID_ARGUMENT -> "correct the request";
                    case OUT_OF_RANGE -> "the value is at its cap, Put a shorter one before you append";
                    case FAILED_PRECONDITION ->
                        sessionLost ? "send it again, the next write opens a fresh session" : "the server says why";
                    case RESOURCE_EXHAUSTED -> "send it again with fewer requests outstanding or a smaller value";
                    case UNIMPLEMENTED -> "check that the endpoint is a Raftmark server and offers what you ask for";
                    case CANCELLED -> "send it again with an open client";
                    default ->
                        "send it again when a majority of the servers is up and has a leader, see 'raftmark status'";
                };
    }
}
