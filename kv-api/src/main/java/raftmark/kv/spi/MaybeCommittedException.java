package raftmark.kv.spi;

import org.jspecify.annotations.Nullable;

/** The command was handed to the log and its fate is unknown: it may be committed now, later or never. */
public final class MaybeCommittedException extends RaftFailure {
    private static final long serialVersionUID = 1L;

    public MaybeCommittedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
