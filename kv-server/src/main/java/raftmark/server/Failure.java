package raftmark.server;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import raftmark.kv.machine.Reply;
import raftmark.kv.spi.BusyException;
import raftmark.kv.spi.MaybeCommittedException;
import raftmark.kv.spi.NotLeaderException;
import raftmark.kv.spi.UnsupportedReadLevelException;
import raftmark.kv.wire.Outcome;
import raftmark.kv.wire.WireMetadata;

/**
 * How a request fails towards the client.
 *
 * @param status code and message
 * @param outcome whether it is proven to have had no effect
 * @param leader {@code host:port} of the leader for a redirect, null otherwise
 */
record Failure(Status status, Outcome outcome, @Nullable String leader) {
    static Failure refused(Status.Code code, String message) {
        return new Failure(code.toStatus().withDescription(message), Outcome.REFUSED, null);
    }

    static Failure redirect(String message, String leader) {
        return new Failure(Status.FAILED_PRECONDITION.withDescription(message), Outcome.REFUSED, leader);
    }

    /** Lost after it was handed on. A read has no effect, so a read that is lost is refused. */
    static Failure lost(Operation operation, String message) {
        return operation == Operation.GET
                ? refused(Status.Code.UNAVAILABLE, message)
                : new Failure(Status.ABORTED.withDescription(message), Outcome.UNKNOWN, null);
    }

    static Failure deadline(Operation operation, String message) {
        return new Failure(
                Status.DEADLINE_EXCEEDED.withDescription(message),
                operation == Operation.GET ? Outcome.REFUSED : Outcome.UNKNOWN,
                null);
    }

    /** What the backend failed with. */
    static Failure of(Operation operation, Throwable thrown) {
        Throwable cause = cause(thrown);
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof NotLeaderException) {
            return refused(Status.Code.UNAVAILABLE, message);
        }
        if (cause instanceof BusyException) {
            return refused(Status.Code.RESOURCE_EXHAUSTED, message);
        }
        if (cause instanceof UnsupportedReadLevelException) {
            return refused(Status.Code.INVALID_ARGUMENT, message);
        }
        if (cause instanceof MaybeCommittedException) {
            return lost(operation, message);
        }
        return lost(operation, "the backend failed unexpectedly: " + cause);
    }

    /** Whether the backend failed outside its contract: worth a line in the log. */
    static boolean isUnexpected(Throwable thrown) {
        return !(cause(thrown) instanceof raftmark.kv.spi.RaftFailure);
    }

    /** What the state machine refused. */
    static Failure of(Reply.Status status) {
        return switch (status) {
            case OK -> throw new IllegalArgumentException("OK is no failure");
            case VALUE_TOO_LARGE ->
                refused(
                        Status.Code.OUT_OF_RANGE,
                        "args: the accumulated value would pass its cap; the value is unchanged");
            case SESSION_EXPIRED ->
                refused(
                        Status.Code.FAILED_PRECONDITION,
                        "request_id: the client's session is unknown or expired: begin a new client_id at sequence 1");
            case STALE_SEQUENCE ->
                refused(
                        Status.Code.FAILED_PRECONDITION,
                        "request_id.sequence is below the client's last one: a client has one request outstanding");
            case MALFORMED -> refused(Status.Code.INVALID_ARGUMENT, "the state machine could not read the command");
        };
    }

    /** The failure itself, out of the wrappings of futures. */
    static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    Metadata trailers() {
        Metadata trailers = new Metadata();
        trailers.put(WireMetadata.OUTCOME, outcome.trailer());
        if (leader != null) {
            trailers.put(WireMetadata.LEADER, leader);
        }
        return trailers;
    }
}
