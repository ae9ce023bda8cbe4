package raftmark.kv.spi;

import java.util.Set;

/** The backend does not offer a read level. */
public final class UnsupportedReadLevelException extends RaftFailure {
    private static final long serialVersionUID = 1L;

    public UnsupportedReadLevelException(String backend, ReadLevel level, Set<ReadLevel> supported) {
        super("backend " + backend + " does not offer the read level " + level + "; it offers " + supported, null);
    }
}
