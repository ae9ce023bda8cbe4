package raftmark.kv.spi;

import org.jspecify.annotations.Nullable;

/** How a request to a {@link RaftNode} fails; expected, so it carries no stack trace. */
public abstract sealed class RaftFailure extends RuntimeException
        permits NotLeaderException, BusyException, MaybeCommittedException, UnsupportedReadLevelException {
    RaftFailure(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
