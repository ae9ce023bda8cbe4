package raftmark.kv.spi;

/**
 * Names in {@link RaftNode#metrics} that mean the same for every library: counts of what this node wrote to its own log since it started. A
 * library that does not let one see a count leaves it out.
 */
public final class LogMetrics {
    /** Entries written: commands, empty ones, and the library's own. */
    public static final String ENTRIES = "log_entries_count";

    /** Calls that wrote entries, one or several each. */
    public static final String APPENDS = "log_appends_count";

    /** Times that written entries were forced to storage. */
    public static final String FORCES = "log_forces_count";

    private LogMetrics() {}
}
