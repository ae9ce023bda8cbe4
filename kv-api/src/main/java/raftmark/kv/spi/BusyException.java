package raftmark.kv.spi;

/** A bound on work in flight is reached: the command is proven not appended. */
public final class BusyException extends RaftFailure {
    private static final long serialVersionUID = 1L;

    public BusyException(String message) {
        super(message, null);
    }
}
