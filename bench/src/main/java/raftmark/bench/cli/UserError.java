package raftmark.bench.cli;

import org.jspecify.annotations.Nullable;

/** Something that the user must know and can act on: shown as one line, without a stack trace unless {@code --verbose}. */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserError(String message) {
        this(message, null);
    }

    public UserError(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
