package raftmark.bench.process;

import java.io.IOException;

/** A port that a server needs is taken; the message names it. */
public final class PortInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    public PortInUseException(String message) {
        super(message);
    }
}
