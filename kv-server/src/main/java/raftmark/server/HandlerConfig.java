package raftmark.server;

/**
 * How requests are handled: the factor under test.
 *
 * @param style whether a handler thread waits for the commit
 * @param executor where gRPC calls the service
 * @param serverThreads size of the pool with {@link HandlerExecutor#FIXED}, 0 otherwise
 */
public record HandlerConfig(HandlerStyle style, HandlerExecutor executor, int serverThreads) {
    /** The default: the event loop hands the request to the backend, the completion answers. */
    public static final HandlerConfig ASYNC_DIRECT = new HandlerConfig(HandlerStyle.ASYNC, HandlerExecutor.DIRECT, 0);

    private static final int SERVER_THREADS_MAX = 10_000;

    /** @throws IllegalArgumentException naming the combination that makes no sense, and the way out */
    public HandlerConfig {
        if (style == HandlerStyle.BLOCKING && executor == HandlerExecutor.DIRECT) {
            throw new IllegalArgumentException("--handler blocking on --executor direct would block the event loops:"
                    + " use --executor fixed, cached or virtual, or --handler async");
        }
        if (executor == HandlerExecutor.FIXED && (serverThreads < 1 || serverThreads > SERVER_THREADS_MAX)) {
            throw new IllegalArgumentException("--executor fixed needs --server-threads within 1 to "
                    + SERVER_THREADS_MAX + ", not " + serverThreads);
        }
        if (executor != HandlerExecutor.FIXED && serverThreads != 0) {
            throw new IllegalArgumentException(
                    "--server-threads " + serverThreads + " goes with --executor fixed only, not with "
                            + executor.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** A fixed pool of so many threads. */
    public static HandlerConfig fixed(HandlerStyle style, int serverThreads) {
        return new HandlerConfig(style, HandlerExecutor.FIXED, serverThreads);
    }
}
