package raftmark.bench.spec;

import java.util.Locale;

/** The calls of the key/value service. */
public enum Operation {
    GET,
    PUT,
    APPEND;

    /** The name in results. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
