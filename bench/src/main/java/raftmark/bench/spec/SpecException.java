package raftmark.bench.spec;

/** An experiment that cannot be run as written; the message names the file, the line or key, and the way out. */
public final class SpecException extends Exception {
    private static final long serialVersionUID = 1L;

    public SpecException(String message) {
        super(message);
    }

    public SpecException(String message, Throwable cause) {
        super(message, cause);
    }
}
